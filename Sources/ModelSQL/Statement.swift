/// One statement of the machine-learning dialect, or SQL for the engine.
package enum Statement: Sendable, Equatable {
  /// Anything that is not an ML statement: the engine gets the text unread.
  case engine(String)
  /// `CREATE [OR REPLACE] MODEL [IF NOT EXISTS] ...`.
  case createModel(CreateModel)
  /// `EXPLAIN CREATE MODEL ...`: what would be done, with nothing trained.
  case explainCreateModel(CreateModel)
  /// `CREATE EXTERNAL MODEL ...`, which parses and is not built.
  case createExternalModel(CreateExternalModel)
  /// `SHOW MODEL name`.
  case showModel(Located<ObjectName>)
  /// `SHOW MODEL name VERSIONS` (beyond Redshift).
  case showVersions(Located<ObjectName>)
  /// `SHOW MODEL ALL`.
  case showAllModels
  /// `ALTER MODEL name USE VERSION n` (beyond Redshift).
  case useVersion(Located<ObjectName>, version: Located<Int>)
  /// `ALTER MODEL name SET (THRESHOLD x)` (beyond Redshift).
  case setThreshold(Located<ObjectName>, threshold: Located<Double>)
  /// `DROP MODEL [IF EXISTS] name`.
  case dropModel(Located<ObjectName>, ifExists: Bool)
  /// `DROP MODEL [IF EXISTS] name VERSION n` (beyond Redshift).
  case dropVersion(Located<ObjectName>, version: Located<Int>, ifExists: Bool)
  /// `USING EXTERNAL FUNCTION ... SELECT ...`, as Athena has it.
  case usingFunctions(UsingFunctions)
  /// `CREATE FUNCTION ... ALIAS AWS_SAGEMAKER_INVOKE_ENDPOINT ...`, as Aurora MySQL has it.
  case createRemoteFunction(CreateRemoteFunction)
  /// `DROP FUNCTION [IF EXISTS] name`: of an endpoint's function, or the engine's, with the whole text.
  case dropFunction(Located<ObjectName>, ifExists: Bool, text: String)
  /// `GRANT ...` that concerns models, which parses and is not built.
  case grant(ModelPrivileges)
  /// `REVOKE ...` that concerns models, which parses and is not built.
  case revoke(ModelPrivileges)
}

/// A statement, its own text, and where it starts in the script.
package struct ScriptStatement: Sendable, Equatable {
  /// The statement itself.
  package let statement: Statement
  /// Its text without the semicolon; locations in the tree count from its start.
  package let text: String
  /// Where it starts in the script, in UTF-8 bytes from 0.
  package let offset: Int

  /// A statement cut from a script.
  package init(statement: Statement, text: String, offset: Int) {
    self.statement = statement
    self.text = text
    self.offset = offset
  }
}

/// A part of the tree and the bytes of the statement's text that it was read from.
///
/// Two parts are equal when their values are: where they stood does not count.
package struct Located<Value: Sendable & Equatable>: Sendable, Equatable {
  /// The value that was read.
  package let value: Value
  /// UTF-8 bytes of the statement's text.
  package let range: Range<Int>

  /// A value read from `range`.
  package init(_ value: Value, at range: Range<Int>) {
    self.value = value
    self.range = range
  }

  package static func == (a: Self, b: Self) -> Bool { a.value == b.value }
}

/// A name with an optional schema; unquoted parts are folded to lower case.
package struct ObjectName: Sendable, Hashable {
  /// The schema, where one was written.
  package let schema: String?
  /// The name itself.
  package let name: String

  /// `schema.name`, or `name`.
  package init(schema: String? = nil, name: String) {
    self.schema = schema
    self.name = name
  }
}

/// `CREATE MODEL`, as written: form checked, meaning not.
package struct CreateModel: Sendable, Equatable {
  /// `OR REPLACE` (beyond Redshift).
  package var orReplace = false
  /// `IF NOT EXISTS` (beyond Redshift).
  package var ifNotExists = false
  /// `IF CHANGED` (beyond Redshift): nothing is trained where statement and data are those of the
  /// model that there is.
  package var ifChanged = false
  /// The model's name.
  package var name: Located<ObjectName>
  /// `FROM ...`; absent for remote models.
  package var source: Located<ModelSource>?
  /// `TARGET column`: the last part of the name as written.
  package var target: Located<String>?
  /// `FUNCTION name [(types)]`; without it the function is `predict_<model>`.
  package var function: Located<FunctionClause>?
  /// `RETURNS type`, of bring-your-own models.
  package var returns: Located<String>?
  /// `SAGEMAKER 'endpoint'[:'model']`, of remote models.
  package var sagemaker: Located<SageMakerEndpoint>?
  /// `IAM_ROLE ...`: shown, and not needed here.
  package var iamRole: Located<IAMRole>?
  /// `AUTO ON|OFF`; absent means ON.
  package var auto: Located<Bool>?
  /// `MODEL_TYPE ...`.
  package var modelType: Located<ModelType>?
  /// `PROBLEM_TYPE ...`.
  package var problemType: Located<ProblemType>?
  /// `OBJECTIVE '...'`: the text as written.
  package var objective: Located<String>?
  /// `PREPROCESSORS '...'`: the text as written.
  package var preprocessors: Located<String>?
  /// `HYPERPARAMETERS ...`.
  package var hyperparameters: Located<Hyperparameters>?
  /// `SETTINGS (...)`, in the order written.
  package var settings: [Setting] = []

  /// A statement with a name and no clause.
  package init(name: Located<ObjectName>) { self.name = name }

  /// Whether a model of that name gives way to the new one.
  package var replaces: Bool { orReplace || ifChanged }

  /// The clauses that the model is made of, in canonical SQL: the same for two statements that
  /// differ only in what they do where there is a model already.
  package var definition: String {
    var definition = self
    definition.orReplace = false
    definition.ifNotExists = false
    definition.ifChanged = false
    return definition.sql
  }
}

/// The sources that can follow FROM.
package enum ModelSource: Sendable, Equatable {
  /// A table or view by name.
  case table(ObjectName)
  /// The text between the parentheses, for the engine.
  case query(String)
  /// `'job name'` or `'s3://...'`, a model trained elsewhere, or a file of data.
  case artefact(String)
}

/// `FUNCTION name [(types)]`.
package struct FunctionClause: Sendable, Equatable {
  /// The function's name.
  package let name: ObjectName
  /// The argument types, which only bring-your-own models have.
  package let argumentTypes: [String]?

  /// A function clause.
  package init(name: ObjectName, argumentTypes: [String]? = nil) {
    self.name = name
    self.argumentTypes = argumentTypes
  }
}

/// `SAGEMAKER 'endpoint'[:'model']`.
package struct SageMakerEndpoint: Sendable, Equatable {
  /// The endpoint's name.
  package let endpoint: String
  /// The model on it, where it has several.
  package let model: String?

  /// An endpoint clause.
  package init(endpoint: String, model: String? = nil) {
    self.endpoint = endpoint
    self.model = model
  }
}

/// `IAM_ROLE`.
package enum IAMRole: Sendable, Equatable {
  /// `IAM_ROLE default`, also written `{default}`.
  case `default`
  /// `IAM_ROLE 'arn:...'`.
  case arn(String)
}

/// `MODEL_TYPE`.
package enum ModelType: String, Sendable, CaseIterable {
  case xgboost = "XGBOOST"
  case linearLearner = "LINEAR_LEARNER"
  case mlp = "MLP"
  case randomForest = "RANDOM_FOREST"
  case kmeans = "KMEANS"
  case forecast = "FORECAST"
}

/// `PROBLEM_TYPE`.
package enum ProblemType: String, Sendable, CaseIterable {
  case regression = "REGRESSION"
  case binaryClassification = "BINARY_CLASSIFICATION"
  case multiclassClassification = "MULTICLASS_CLASSIFICATION"
}

/// `HYPERPARAMETERS DEFAULT [EXCEPT (key 'value', ...)]`; empty for plain DEFAULT.
package struct Hyperparameters: Sendable, Equatable {
  /// The exceptions, in the order written; keys in lower case.
  package let exceptions: [Hyperparameter]

  /// Defaults but for `exceptions`.
  package init(exceptions: [Hyperparameter] = []) { self.exceptions = exceptions }
}

/// `key 'value'`.
package struct Hyperparameter: Sendable, Equatable {
  /// The key, in lower case.
  package let key: Located<String>
  /// The value's text.
  package let value: Located<String>

  /// One exception from the defaults.
  package init(key: Located<String>, value: Located<String>) {
    self.key = key
    self.value = value
  }
}

/// One member of `SETTINGS (...)`.
package struct Setting: Sendable, Equatable {
  /// Which setting; the parser knows them all, and suggests the nearest for an unknown one.
  package let key: Located<SettingKey>
  /// A number, a word (ON, OFF) in upper case, or the text of a string.
  package let value: Located<SettingValue>

  /// One setting.
  package init(key: Located<SettingKey>, value: Located<SettingValue>) {
    self.key = key
    self.value = value
  }
}

/// The settings of every form of CREATE MODEL.
package enum SettingKey: String, Sendable, CaseIterable {
  case s3Bucket = "S3_BUCKET"
  case tags = "TAGS"
  case kmsKeyID = "KMS_KEY_ID"
  case s3GarbageCollect = "S3_GARBAGE_COLLECT"
  case maxCells = "MAX_CELLS"
  case maxRuntime = "MAX_RUNTIME"
  case horizon = "HORIZON"
  case frequency = "FREQUENCY"
  case percentiles = "PERCENTILES"
  case maxBatchRows = "MAX_BATCH_ROWS"
  /// Ours: the seed of every random choice.
  case seed = "SEED"
  /// Ours: how many versions of the model are kept.
  case keepVersions = "KEEP_VERSIONS"
  /// Ours: the column that says how often each row counts.
  case weightColumn = "WEIGHT_COLUMN"
  /// Ours: the column that says which rows are ranked together.
  case groupColumn = "GROUP_COLUMN"
  /// Ours: whether rows are held out at random, or after those trained on.
  case split = "SPLIT"
  /// Ours: the column whose rows of one value are not parted from each other.
  case splitColumn = "SPLIT_COLUMN"
  /// Ours: the column that says when a row is from.
  case timeColumn = "TIME_COLUMN"
  /// Ours: what columns are taken for, and which are dropped.
  case columnTypes = "COLUMN_TYPES"
  /// Ours: whether AUTO OFF holds rows out for a score.
  case validate = "VALIDATE"
  /// Ours: the class of two that F1, precision and recall are of.
  case positiveClass = "POSITIVE_CLASS"
  /// Ours: the cost of a wrong prediction of the positive class.
  case costFalsePositive = "COST_FALSE_POSITIVE"
  /// Ours: the cost of a missed row of the positive class.
  case costFalseNegative = "COST_FALSE_NEGATIVE"
  /// Ours: how often rows count in training by their class.
  case classWeights = "CLASS_WEIGHTS"
  /// Ours: the answer of the function for a level that training did not see.
  case onUnseen = "ON_UNSEEN"
  /// Ours: how many rounds of the trees in a file predict.
  case treeLimit = "NTREE_LIMIT"
  case modelID = "MODEL_ID"
  case prompt = "PROMPT"
  case suffix = "SUFFIX"
  case requestType = "REQUEST_TYPE"
  case responseType = "RESPONSE_TYPE"
}

/// The value of a setting.
package enum SettingValue: Sendable, Equatable {
  case integer(Int)
  case word(String)
  case text(String)
}

/// `CREATE EXTERNAL MODEL`.
package struct CreateExternalModel: Sendable, Equatable {
  /// The model's name.
  package let name: Located<ObjectName>
  /// The function's name.
  package let function: Located<ObjectName>?
  /// `IAM_ROLE ...`.
  package let iamRole: Located<IAMRole>?
  /// `MODEL_TYPE BEDROCK`: the word as written.
  package let modelType: Located<String>?
  /// `SETTINGS (...)`.
  package let settings: [Setting]

  /// A statement with these clauses.
  package init(
    name: Located<ObjectName>,
    function: Located<ObjectName>?,
    iamRole: Located<IAMRole>?,
    modelType: Located<String>?,
    settings: [Setting]
  ) {
    self.name = name
    self.function = function
    self.iamRole = iamRole
    self.modelType = modelType
    self.settings = settings
  }
}

/// A GRANT or REVOKE that names models.
package struct ModelPrivileges: Sendable, Equatable {
  /// The whole statement in canonical form, after GRANT or REVOKE: it is understood and not built.
  package let text: String
  /// The keyword that shows it is about models: `MODEL`.
  package let keyword: Located<String>

  /// A statement that concerns models.
  package init(text: String, keyword: Located<String>) {
    self.text = text
    self.keyword = keyword
  }
}
