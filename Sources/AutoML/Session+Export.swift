import Models

extension Session {
  /// The bytes of a model in a format; what of it another program must know is told as notices.
  ///
  /// - Throws: when there is no such model, or the format has no form for it.
  public func export(
    _ model: PredictionRequest.Model,
    as format: ModelFormat
  ) throws(AutoMLError) -> [UInt8] {
    do {
      let (loaded, archive) = try loadedModel(model)
      switch format {
      case .automl: return archive
      case .sagemaker: return try Self.sageMakerArchive(archive)
      case .text: return Array(ModelText(model: loaded).text.utf8)
      case .xgboostJSON:
        let export = try XGBoostExport(loaded)
        for notice in export.notices { observer.notice(notice) }
        return Array(try export.json().utf8)
      case .sql(let query):
        let export = try SQLExport(loaded, query)
        for notice in export.notices { observer.notice(notice) }
        return Array(export.text.utf8)
      }
    } catch { throw AutoMLError(error).withoutExcerpt }
  }

  /// A model file in an archive; alone there, since the containers of AWS read the first file.
  private static func sageMakerArchive(_ archive: [UInt8]) throws(AutoMLError) -> [UInt8] {
    guard let packed = CompressedFile.packed(TarArchive.bytes(ofFile: "model.automl", archive))
    else {
      throw AutoMLError(
        sqlState: SQLState.outOfMemory,
        message: "memory does not suffice to pack a model of \(archive.count) bytes"
      )
    }
    return packed
  }
}
