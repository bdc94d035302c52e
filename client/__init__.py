"""The Python end: keys stay here, content is sealed and opened here, and the node only carries.

Partner systems use `client.Tolerant` through `client.session`; people use the command `tolerant`.
"""
