/* A model's predictions, for DuckDB, PostgreSQL and Amazon Redshift.
   Write your table's name for your_table. */
WITH automl_values AS (
  SELECT "amount", "age", "plan", "day",
    CAST("age" AS FLOAT8) AS "x1"
  FROM your_table
), automl_scores AS (
  SELECT *,
    CAST('-0.5972531564093517' AS FLOAT8)
    + CASE WHEN "plan" IN ('basic') THEN CASE WHEN "x1" > 27.5 THEN CAST('1.094890517236784' AS FLOAT8) ELSE CAST('-0.21897811426250854' AS FLOAT8) END ELSE CAST('-0.23437501269727393' AS FLOAT8) END AS "s1",
    CAST('0.501359132258758' AS FLOAT8)
    + CASE WHEN "x1" > 29.5 THEN CAST('-0.3930131460381387' AS FLOAT8) ELSE CAST('0.39301305296119127' AS FLOAT8) END AS "s2",
    CAST('0.09589402415059345' AS FLOAT8)
    + CASE WHEN "x1" > 30.5 THEN CASE WHEN "plan" IN ('basic') THEN CAST('-0.2812500246567665' AS FLOAT8) ELSE CAST('0.5825242708333644' AS FLOAT8) END ELSE CAST('-0.2943038239573726' AS FLOAT8) END AS "s3"
  FROM automl_values
  OFFSET 0
), automl_largest AS (
  SELECT *,
    GREATEST("s1", "s2", "s3") AS "m1"
  FROM automl_scores
  OFFSET 0
), automl_weights AS (
  SELECT *,
    EXP(GREATEST(LEAST("s1" - "m1", 700), -700)) AS "w1",
    EXP(GREATEST(LEAST("s2" - "m1", 700), -700)) AS "w2",
    EXP(GREATEST(LEAST("s3" - "m1", 700), -700)) AS "w3"
  FROM automl_largest
  OFFSET 0
), automl_totals AS (
  SELECT *,
    "w1"
    + "w2"
    + "w3" AS "t1"
  FROM automl_weights
  OFFSET 0
)
SELECT "amount", "age", "plan", "day",
  CASE WHEN "s1" >= "m1" THEN 'high' WHEN "s2" >= "m1" THEN 'low' ELSE 'middle' END AS "prediction",
  "w1" / "t1" AS "p_high",
  "w2" / "t1" AS "p_low",
  "w3" / "t1" AS "p_middle"
FROM automl_totals;
