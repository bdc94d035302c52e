-- Whoever signs in hears that a new device asks to take over: the node looks before it knows for whom it works.

CREATE POLICY recovery_requests_of_the_node ON network.recovery_requests FOR SELECT USING (kit.realm() = 'node');
