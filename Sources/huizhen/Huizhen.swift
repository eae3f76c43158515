import ArgumentParser

@main
struct Huizhen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "huizhen",
        abstract: "会诊: remote consultation between hospitals, its media relay and its evidence.",
        discussion: """
            Example: huizhen serve --config config/huizhen.yaml --data var

            Exit status: 0 all is well; 1 the command failed; 2 what was checked is not whole (evidence verify, archive
            verify, journal verify, doctor); 64 wrong arguments; 78 wrong configuration or policy files.
            """,
        version: "huizhen 0.1.0",
        subcommands: [
            ServeCommand.self, DoctorCommand.self, RelayCommand.self, EdgeCommandGroup.self, DemoCommand.self,
            EvidenceCommand.self, ArchiveCommand.self, KeysCommand.self, JournalCommand.self,
            PolicyCommand.self, SettleCommand.self, UserCommand.self,
            BackupCommandLine.self, RestoreCommandLine.self, DrillCommandLine.self,
        ])
}
