-- Endpoint xgb and the file MODEL have one model: what comes from afar must be what is computed here.
CREATE TABLE t AS
SELECT i, sin(i)::REAL AS a, CASE WHEN i % 7 <> 0 THEN cos(i)::REAL END AS b, sin(2 * i)::REAL AS c,
  (i % 13 / 6.5 - 1)::REAL AS d, 0.5::REAL AS e, (i % 3)::REAL AS f, cos(3 * i)::REAL AS g, -1::REAL AS h,
  (i % 5 - 2)::REAL AS j, 0::REAL AS k, NULL::REAL AS l
FROM range(20000) r(i);

CREATE MODEL here FROM :'model' FUNCTION here (REAL, REAL, REAL, REAL, REAL, REAL, REAL, REAL, REAL, REAL, REAL)
RETURNS DOUBLE PRECISION;
CREATE TABLE expected AS SELECT i, here(a, b, c, d, e, f, g, h, j, k, l) AS p FROM t;

-- Redshift.
CREATE MODEL remote_model
FUNCTION remote_fn (REAL, REAL, REAL, REAL, REAL, REAL, REAL, REAL, REAL, REAL, REAL)
RETURNS DOUBLE PRECISION
SAGEMAKER 'xgb'
IAM_ROLE 'arn:aws:iam::0123456789012:role/Redshift-ML';
CREATE TABLE redshift AS SELECT i, remote_fn(a, b, c, d, e, f, g, h, j, k, l) AS p FROM t;

-- Athena.
USING EXTERNAL FUNCTION predict(a REAL, b REAL, c REAL, d REAL, e REAL, f REAL, g REAL, h REAL, j REAL, k REAL, l REAL)
RETURNS DOUBLE SAGEMAKER 'xgb'
CREATE TABLE athena AS SELECT i, predict(a, b, c, d, e, f, g, h, j, k, l) AS p FROM t;

-- Aurora MySQL.
CREATE FUNCTION mysql_fn (a real, b real, c real, d real, e real, f real, g real, h real, j real, k real, l real)
RETURNS double ALIAS AWS_SAGEMAKER_INVOKE_ENDPOINT ENDPOINT NAME 'xgb' MAX_BATCH_SIZE 700;
CREATE TABLE mysql AS SELECT i, mysql_fn(a, b, c, d, e, f, g, h, j, k, l) AS p FROM t;

-- Aurora PostgreSQL.
CREATE EXTENSION IF NOT EXISTS aws_ml CASCADE;
CREATE TABLE postgres AS
SELECT i, aws_sagemaker.invoke_endpoint('xgb', NULL, a, b, c, d, e, f, g, h, j, k, l)::double precision AS p FROM t;

CREATE TABLE worst AS
SELECT dialect, count(*) AS rows, max(abs(o.p - expected.p)) AS difference
FROM (
  SELECT 'redshift' AS dialect, * FROM redshift UNION ALL SELECT 'athena', * FROM athena
  UNION ALL SELECT 'mysql', * FROM mysql UNION ALL SELECT 'postgres', * FROM postgres
) o JOIN expected USING (i)
GROUP BY ALL ORDER BY ALL;
SELECT * FROM worst;
SELECT error('the predictions differ, or are not all there') FROM worst
WHERE rows <> 20000 OR NOT difference < 1e-6 OR (SELECT count(*) FROM worst) <> 4;
SELECT function_name, sum(rows) AS rows, sum(requests) AS requests, sum(failures) AS failures
FROM automl.remote_usage GROUP BY ALL ORDER BY ALL;
