-- One customer in five is held out: the model never sees them.
CREATE TABLE customers AS
SELECT *, hash(customer_id) % 5 = 0 AS held_out
FROM read_csv('datasets/telco_churn/telco_churn.csv');

CREATE MODEL customer_churn
FROM (SELECT tenure, contract, internet_service, online_security, tech_support, streaming_tv,
             payment_method, paperless_billing, senior_citizen, monthly_charges, total_charges,
             churn
      FROM customers
      WHERE NOT held_out)
TARGET churn
FUNCTION predict_churn;

SHOW MODEL customer_churn;

-- How good it is on the customers it has not seen, beside saying of everybody that they stay.
CREATE VIEW scored AS
SELECT *,
       predict_churn(tenure, contract, internet_service, online_security, tech_support,
         streaming_tv, payment_method, paperless_billing, senior_citizen, monthly_charges,
         total_charges) AS predicted,
       predict_churn_probabilities(tenure, contract, internet_service, online_security,
         tech_support, streaming_tv, payment_method, paperless_billing, senior_citizen,
         monthly_charges, total_charges) AS prediction
FROM customers
WHERE held_out;

SELECT count(*) AS customers,
       round(avg((predicted = churn)::INT), 3) AS accuracy,
       round(avg((NOT churn)::INT), 3) AS accuracy_of_all_stay,
       round(avg(churn::INT) FILTER (predicted), 3) AS precision,
       round(avg(predicted::INT) FILTER (churn), 3) AS recall
FROM scored;

-- The customers most likely to leave, each with the probability.
SELECT customer_id, tenure, contract, monthly_charges, churn,
       round(prediction.probabilities[0], 3) AS probability
FROM scored
WHERE prediction.labels[0] = 't'
ORDER BY probability DESC, customer_id
LIMIT 5;
