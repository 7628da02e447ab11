-- Runs once, when the data volume is empty. One database for each service, owned by a role of the same name that can
-- connect to no other: a service cannot read what another one keeps.
-- A variable that is not set stays as it is written, and the statement fails.
\set ON_ERROR_STOP on

REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC;

\getenv market_data_password FFE_MARKET_DATA_DB_PASSWORD
CREATE ROLE ffe_market_data LOGIN PASSWORD :'market_data_password';
CREATE DATABASE ffe_market_data OWNER ffe_market_data;
REVOKE CONNECT, TEMPORARY ON DATABASE ffe_market_data FROM PUBLIC;

\getenv decision_password FFE_DECISION_DB_PASSWORD
CREATE ROLE ffe_decision LOGIN PASSWORD :'decision_password';
CREATE DATABASE ffe_decision OWNER ffe_decision;
REVOKE CONNECT, TEMPORARY ON DATABASE ffe_decision FROM PUBLIC;

\getenv risk_password FFE_RISK_DB_PASSWORD
CREATE ROLE ffe_risk LOGIN PASSWORD :'risk_password';
CREATE DATABASE ffe_risk OWNER ffe_risk;
REVOKE CONNECT, TEMPORARY ON DATABASE ffe_risk FROM PUBLIC;

\getenv execution_password FFE_EXECUTION_DB_PASSWORD
CREATE ROLE ffe_execution LOGIN PASSWORD :'execution_password';
CREATE DATABASE ffe_execution OWNER ffe_execution;
REVOKE CONNECT, TEMPORARY ON DATABASE ffe_execution FROM PUBLIC;
