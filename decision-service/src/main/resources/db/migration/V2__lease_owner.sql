-- Which instance holds the job: what it leaves when it dies, it takes up again itself, at its next start.
ALTER TABLE decision_job ADD COLUMN lease_owner text;
