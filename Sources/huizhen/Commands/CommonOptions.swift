import ArgumentParser
import Foundation

/// Where the configuration and the data are; the same for every command.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Configuration file.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("Data directory: database, attachments, recordings, keys.", valueName: "directory")
    )
    var data = "var"

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "One setting, for example --set web.port=9443; may be repeated.", valueName: "key=value"))
    var set: [String] = []

    func configuration() throws -> Configuration {
        do {
            return try Configuration.load(file: config, data: data, settings: set)
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(78)
        }
    }
}

/// Exit statuses that scripts may rely on.
extension ExitCode {
    /// The command worked, but what it checked is not whole.
    static let notWhole = ExitCode(2)
}
