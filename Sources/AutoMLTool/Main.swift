import ArgumentParser
import AutoML
import CProcess

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The status that the process gives the shell.
enum ExitStatus: Int32 {
  /// Everything asked for was done.
  case done = 0
  /// Something asked for failed; standard error says what.
  case failed = 1
  /// The arguments make no sense.
  case usage = 2
  /// The user stopped the work, as a shell counts a program that SIGINT ended.
  case interrupted = 130
}

@main
enum Main {
  /// The stack of each thread, whatever the process was started with.
  private static let stackByteCount = 8 << 20

  static func main() {
    Descriptor.reserveStandard()
    automl_report_faults()
    _ = automl_run_with_stack(stackByteCount, runOnThread)
    // Where no thread can be made, the stack that there is has to do.
    runAndExit()
  }

  fileprivate static func runAndExit() -> Never {
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs the command that `arguments` spell, and tells what went wrong.
  static func run(_ arguments: [String]) -> ExitStatus {
    do {
      var command = try AutoMLTool.parseAsRoot(arguments)
      try ProcessLimits.raiseDescriptors()
      try command.run()
      return .done
    } catch let error as AutoMLError {
      return tell(error)
    } catch {
      return tell(parserError: error, of: arguments)
    }
  }

  /// Prints why the work ended.
  private static func tell(_ error: AutoMLError) -> ExitStatus {
    // The reader of a pipe that went away has what it wanted: nothing to say.
    if error != .outputClosed { Console.shared.error(error) }
    return error.isInterrupt ? .interrupted : .failed
  }

  /// Prints what the argument parser stopped with: help and the version too come as errors.
  private static func tell(parserError error: any Error, of arguments: [String]) -> ExitStatus {
    let unknown = AutoMLTool.unknownCommandMessage(arguments)
    let message = unknown ?? AutoMLTool.fullMessage(for: error)
    guard unknown == nil, AutoMLTool.exitCode(for: error).isSuccess else {
      Console.shared.line(message)
      return .usage
    }
    do throws(AutoMLError) {
      try Descriptor.output.write(message + "\n")
      return .done
    } catch {
      return tell(error)
    }
  }
}

/// The body of the thread with its own stack: no closure, which would belong to the main thread.
@c private func runOnThread() { Main.runAndExit() }
