"""The wiring: everything that must know all houses.

Settings, the database and its embedded server, migrations, the application and the operator's commands.
"""
