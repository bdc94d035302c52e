-- A report from which nothing followed is deleted once it can lead to nothing any more and its time is over.
CREATE POLICY reports_end ON directory.listing_reports FOR DELETE USING (kit.realm() = 'node' AND drawn_on IS NULL);
GRANT DELETE ON directory.listing_reports TO tolerant_node;
