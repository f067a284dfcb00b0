/// The encoding of features as the columns of a linear model: fitted on training rows, the same
/// ever after.
///
/// The rules, which hold for training and for prediction alike:
///
/// - **Numbers** are standardised: mean 0 and population variance 1 over the (weighted) training
///   rows. Missing values take the mean. Where training had missing values, an indicator column
///   says so; where it had none, a missing value is only the mean. Infinities, and values further
///   from the mean than `NumericEncoding.limit` standard deviations, take the nearest end of the
///   finite training range. Sums are taken in units of the column's largest magnitude, so that
///   1e300 beside 1e-300 does not overflow.
/// - **Categories** have a 0/1 column for each level. Levels with less training weight than the
///   fit's `minimumLevelWeight` share one column, "other", which is also where a level goes that
///   training did not see; without such a column it has zeros everywhere. NULL has a column of its
///   own where training had NULLs, and zeros everywhere otherwise. No level is left out as the
///   reference.
/// - **Columns that are constant** over the training rows are dropped.
/// - 0/1 columns are neither centred nor scaled, so that they stay sparse and a rare level is
///   shrunk more.
///
/// Columns are ordered: standardised values first, in the order of their features (`valueCount` of
/// them); then for each feature, in order, its missing indicator or its levels.
package struct LinearEncoding: Sendable, Equatable {
  /// One feature's part.
  package enum Feature: Sendable, Equatable {
    /// A float or double column.
    case numeric(NumericEncoding)
    /// A column of category codes.
    case category(CategoryEncoding)
  }

  /// One part for each feature of the table.
  package let features: [Feature]
  /// The number of columns of standardised values, which are the first ones.
  package let valueCount: Int
  /// The number of columns: a model has a coefficient for each.
  package let columnCount: Int
  /// For each feature the column of its standardised value, if it has one.
  package let valueColumns: [Int?]
  /// For each feature the first of its 0/1 columns, of which it has `indicatorCount`.
  package let firstIndicatorColumns: [Int]

  /// Lays out the columns of `features`.
  ///
  /// - Complexity: O(`features.count`).
  package init(features: [Feature]) {
    self.features = features
    var valueColumns: [Int?] = []
    var nextColumn = 0
    for feature in features {
      guard case .numeric(let numeric) = feature, !numeric.isConstant else {
        valueColumns.append(nil)
        continue
      }
      valueColumns.append(nextColumn)
      nextColumn += 1
    }
    valueCount = nextColumn
    var firstIndicatorColumns: [Int] = []
    for feature in features {
      firstIndicatorColumns.append(nextColumn)
      nextColumn += feature.indicatorCount
    }
    self.valueColumns = valueColumns
    self.firstIndicatorColumns = firstIndicatorColumns
    columnCount = nextColumn
  }

  /// Throws unless there is one part for each feature, of its kind: what a file says must fit
  /// together.
  package func validate(isCategory: [Bool]) throws(ModelError) {
    guard isCategory == features.map(\.isCategory) else {
      throw .corrupt(detail: "the linear model's features")
    }
  }
}

extension LinearEncoding.Feature {
  /// The number of 0/1 columns of the feature.
  package var indicatorCount: Int {
    switch self {
    case .numeric(let numeric): numeric.hasMissingIndicator ? 1 : 0
    case .category(let category): category.slotCount
    }
  }

  /// Whether the feature is a column of codes.
  package var isCategory: Bool {
    if case .category = self { true } else { false }
  }
}

/// The standardisation of one numeric feature.
package struct NumericEncoding: Sendable, Equatable {
  /// Standardised values beyond this take the end of the training range: no sum of them overflows.
  package static let limit = 1e9

  /// The power of two that brings the largest training magnitude near 1.
  package let unit: Double
  /// The mean, times `unit`.
  package let mean: Double
  /// 1 / (standard deviation times `unit`); 0 for a constant column, which has no value column.
  package let inverseDeviation: Double
  /// The least finite training value, standardised.
  package let lowest: Double
  /// The greatest finite training value, standardised.
  package let highest: Double
  /// Whether there is a column that is 1 where the value is missing.
  package let hasMissingIndicator: Bool

  /// Stores what a fit found.
  package init(
    unit: Double,
    mean: Double,
    inverseDeviation: Double,
    lowest: Double,
    highest: Double,
    hasMissingIndicator: Bool
  ) {
    self.unit = unit
    self.mean = mean
    self.inverseDeviation = inverseDeviation
    self.lowest = lowest
    self.highest = highest
    self.hasMissingIndicator = hasMissingIndicator
  }

  /// Whether the values were all alike, so that there is no value column.
  package var isConstant: Bool { inverseDeviation == 0 }

  /// The standardised value; 0, the mean, for a missing one.
  package func standardised(_ value: Double) -> Double {
    let z = (value * unit - mean) * inverseDeviation
    if z.isNaN { return 0 }
    return z > Self.limit ? highest : z < -Self.limit ? lowest : z
  }
}

/// The 0/1 columns of one category feature.
package struct CategoryEncoding: Sendable, Equatable {
  /// For each code the column within the feature, from 0; `slotCount` where it has zeros
  /// everywhere.
  package let slots: [UInt32]
  /// The number of 0/1 columns of the feature.
  package let slotCount: Int
  /// The column of NULL; `slotCount` where it has zeros everywhere.
  package let missingSlot: UInt32
  /// The column of a level that training did not see; `slotCount` where it has zeros everywhere.
  package let unseenSlot: UInt32

  /// Stores what a fit found.
  ///
  /// - Precondition: every slot is at most `slotCount`.
  package init(slots: [UInt32], slotCount: Int, missingSlot: UInt32, unseenSlot: UInt32) {
    precondition(
      max(slots.max() ?? 0, missingSlot, unseenSlot) <= slotCount,
      "slot above \(slotCount)"
    )
    self.slots = slots
    self.slotCount = slotCount
    self.missingSlot = missingSlot
    self.unseenSlot = unseenSlot
  }

  /// The column of a code within the feature; `slotCount` where it has zeros everywhere.
  package func slot(ofCode code: UInt32) -> UInt32 {
    if code < slots.count { return slots[Int(code)] }
    return code == FeatureColumn.missingCode ? missingSlot : unseenSlot
  }
}
