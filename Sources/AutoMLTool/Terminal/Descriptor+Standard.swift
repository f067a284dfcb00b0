#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Descriptor {
  /// Takes the numbers 0 to 2 where the parent process closed them, before anything else is opened.
  ///
  /// The system gives the lowest free number to what is opened next: without this the database's
  /// file would be standard output, and what is printed would be written over it. Reading what was
  /// closed fails and so does writing to it, as it does where nothing takes the numbers.
  static func reserveStandard() {
    for descriptor in [input, output, error] {
      guard fcntl(descriptor.number, F_GETFD) < 0, errno == EBADF else { continue }
      // Opened for the other direction only, so that its own one is refused.
      let mode = descriptor.number == input.number ? O_WRONLY : O_RDONLY
      guard unsafe open("/dev/null", mode) == descriptor.number else {
        // Nothing can be told, and nothing may be opened.
        _exit(ExitStatus.failed.rawValue)
      }
    }
  }
}
