-- The model of sentiments: a linear model of what `__automl_sentiment_cues` finds in texts.

-- MIXED is a text that a quarter of its raters or more found positive, and as many negative. A fifth of the films, articles
-- and products, drawn by a hash, is held out.
CREATE TABLE labelled AS
SELECT source, id, rating, text,
  CASE
    WHEN positive >= 0.25 * raters AND negative >= 0.25 * raters THEN 'MIXED'
    WHEN rating > 0.5 THEN 'POSITIVE'
    WHEN rating < -0.5 THEN 'NEGATIVE'
    ELSE 'NEUTRAL'
  END AS sentiment,
  left(md5(source || split_part(id, '_', 1)), 2) < '33' AS is_held_out,
  UNNEST(cues)
FROM (
  SELECT *, __automl_sentiment_cues(text) AS cues
  FROM read_csv('datasets/sentiment/sentiment.csv.gz', types = {'id': 'VARCHAR'})
);

CREATE MODEL sentiment
FROM (
  SELECT * EXCLUDE (source, id, rating, text, is_held_out)
  FROM labelled WHERE NOT is_held_out ORDER BY source, id
)
TARGET sentiment FUNCTION tell
AUTO OFF MODEL_TYPE LINEAR_LEARNER
HYPERPARAMETERS DEFAULT EXCEPT (lambda '1000', features 'enriched')
SETTINGS (COLUMN_TYPES 'words:text');

-- The same without the sentences on products: what it is worth on a source that it knows nothing of.
CREATE MODEL of_other_sources
FROM (
  SELECT * EXCLUDE (source, id, rating, text, is_held_out)
  FROM labelled WHERE NOT is_held_out AND source <> 'product' ORDER BY source, id
)
TARGET sentiment FUNCTION tell_by_others
AUTO OFF MODEL_TYPE LINEAR_LEARNER
HYPERPARAMETERS DEFAULT EXCEPT (lambda '1000', features 'enriched')
SETTINGS (COLUMN_TYPES 'words:text');

CREATE TABLE own AS SELECT source, sentiment, tell(labelled) AS told FROM labelled WHERE is_held_out;

CREATE TABLE others AS
SELECT source, is_held_out, sentiment, tell_by_others(labelled) AS told FROM labelled;

CREATE VIEW told AS
SELECT 'held out: ' || source AS part, sentiment, told FROM own
UNION ALL
SELECT 'held out, all sources', sentiment, told FROM own
UNION ALL
SELECT 'trained without products: held out, the other sources', sentiment, told
FROM others WHERE is_held_out AND source <> 'product'
UNION ALL
SELECT 'trained without products: all products', sentiment, told FROM others WHERE source = 'product'
