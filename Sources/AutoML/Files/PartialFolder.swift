#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder for a file that is being written, `.automl-`, six letters or digits and `.tmp`, open to
/// its owner only.
///
/// Its lock is held as long as it is in use, and goes with the process however that ends: a folder
/// that nobody holds was left by a process that was killed.
struct PartialFolder {
  /// Where it is.
  let path: String
  private let number: Int32

  private static let prefix = ".automl-"
  private static let suffix = ".tmp"
  private static let randomCount = 6

  /// Makes a folder in `parent` for the file that will be `target`.
  ///
  /// - Throws: what the system says.
  init(in parent: String, for target: String) throws(AutoMLError) {
    while true {
      let path = "\(parent)/\(Self.prefix)\(Self.random())\(Self.suffix)"
      guard unsafe mkdir(path, 0o700) == 0 else {
        if errno == EEXIST { continue }
        throw .system("cannot write \"\(target)\"", code: errno)
      }
      let number = Self.open(path)
      guard number >= 0 else {
        // Another process took it for one that was left behind, and removed it.
        if errno == ENOENT { continue }
        throw .system("cannot write \"\(target)\"", code: errno)
      }
      // A file system without locks leaves the folder unlocked here, and untouched elsewhere.
      _ = flock(number, LOCK_EX)
      guard Self.linkCount(number) > 0 else {
        close(number)
        continue
      }
      self.path = path
      self.number = number
      return
    }
  }

  /// Removes the folder with what is in it.
  func remove() {
    Self.removeFiles(of: path)
    unsafe rmdir(path)
    close(number)
  }

  /// Removes the folders in `parent` that processes of this user left behind when they were killed.
  static func removeAbandoned(in parent: String) {
    for name in names(in: parent) where isOurs(name) {
      let path = "\(parent)/\(name)"
      let number = open(path)
      guard number >= 0 else { continue }
      var status = stat()
      if unsafe fstat(number, &status) == 0, status.st_uid == geteuid(),
        status.st_mode & 0o777 == 0o700, flock(number, LOCK_EX | LOCK_NB) == 0
      {
        removeFiles(of: path)
        unsafe rmdir(path)
      }
      close(number)
    }
  }

  private static func isOurs(_ name: String) -> Bool {
    let random = name.dropFirst(prefix.count).dropLast(suffix.count)
    return name.hasPrefix(prefix) && name.hasSuffix(suffix) && random.count == randomCount
      && random.allSatisfy { digits.contains($0) }
  }

  private static let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz")

  private static func random() -> String {
    String((0..<randomCount).map { _ in digits.randomElement() ?? "0" })
  }

  /// A descriptor of the folder, or -1: what is a link is not opened.
  private static func open(_ path: String) -> Int32 {
    systemOpen(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  }

  /// The number of names that the folder has in its file system: none once it is removed.
  private static func linkCount(_ number: Int32) -> Int {
    var status = stat()
    return unsafe fstat(number, &status) == 0 ? Int(status.st_nlink) : 0
  }

  private static func removeFiles(of path: String) {
    for name in names(in: path) { unsafe unlink("\(path)/\(name)") }
  }

  private static func names(in path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

/// The system's `open`, which a method of that name hides.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { unsafe open(path, flags) }
