import Foundation

/// One breach of a house rule.
struct Finding: Hashable, CustomStringConvertible {
    var rule: String
    var file: String
    var line: Int
    var text: String
    var description: String { "\(file):\(line): \(rule): \(text)" }
}

/// The walls of the house: which modules a target may import, and what no file may say. Pure functions over text,
/// so that a fixture can prove that each rule still bites.
enum HouseRules {
    /// Targets that read no clock, open no socket, draw no random number and import nothing but each other.
    static let pureTargets: Set<String> = [
        "Wire", "MediaEngine", "ConsultationCore", "SortedJSON", "HospitalWire",
    ]

    /// What each target may import beside the standard library's own modules.
    static let allowedImports: [String: Set<String>] = [
        "Wire": [],
        "MediaEngine": ["Wire"],
        "ConsultationCore": [],
        "SortedJSON": [],
        "HospitalWire": [],
        "Paper": ["CPangoCairo", "Foundation"],
        "Evidence": ["Wire", "COpus", "COpenSSL", "Crypto", "Foundation", "Glibc", "Synchronization"],
        "MediaRelay": [
            "MediaEngine", "Wire", "Evidence", "CSRTP", "COpenSSL", "CSealing", "CLinuxNet", "Crypto",
            "Foundation",
            "Glibc",
            "Synchronization",
        ],
        "PolicyFiles": ["ConsultationCore", "Yams", "Foundation"],
        "Storage": [
            "ConsultationCore", "SortedJSON", "GRDB", "Crypto", "CryptoExtras", "Foundation", "Glibc",
            "Synchronization",
        ],
        "Orchestration": [
            "ConsultationCore", "Storage", "HospitalWire", "Paper", "CXlsxWriter", "Logging",
            "ServiceLifecycle",
            "Crypto",
            "CryptoExtras", "Foundation",
            "Glibc", "Synchronization",
        ],
        "Web": [
            "Orchestration", "ConsultationCore", "SortedJSON", "Hummingbird", "HummingbirdCore",
            "HummingbirdTLS",
            "HummingbirdHTTP2",
            "NIOCore",
            "NIOSSL", "HTTPTypes", "Logging", "ServiceLifecycle", "Crypto", "CZlib", "CQRCode",
            "Foundation", "Synchronization",
        ],
        "HospitalLines": [
            "Orchestration", "ConsultationCore", "HospitalWire", "AsyncHTTPClient", "NIOCore", "NIOPosix",
            "NIOHTTP1", "NIOSSL", "Logging", "ServiceLifecycle", "Foundation", "Synchronization",
        ],
        "RelayAPI": [
            "MediaRelay", "MediaEngine", "Wire", "Evidence", "Hummingbird", "HummingbirdCore",
            "HummingbirdTLS",
            "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOSSL", "HTTPTypes", "Logging", "ServiceLifecycle",
            "Foundation", "Glibc", "Synchronization",
        ],
        "huizhen": [
            "Web", "Orchestration", "HospitalLines", "Storage", "PolicyFiles", "ConsultationCore", "RelayAPI",
            "MediaRelay", "MediaEngine", "Evidence", "Paper",
            "ArgumentParser", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "Logging", "ServiceLifecycle",
            "UnixSignals", "Crypto", "Yams", "Foundation",
            "Glibc",
            "Synchronization",
        ],
    ]

    /// Words that no Swift source of ours may hold, with the reason.
    static let bannedEverywhere: [(pattern: String, why: String)] = [
        (
            #"^\s*(@\w+ )*public (class|struct|enum|func|let|var|init|actor|extension|protocol)\b"#,
            "share with `package`; nothing is public"
        ),
        (#"\btry!"#, "handle the error"),
        (#"\bas!"#, "use a checked cast"),
        (#"\bfatalError\("#, "use precondition with a sentence, or throw"),
        (#"\b(TODO|FIXME|XXX)\b"#, "finish it or file an issue"),
        (#"@preconcurrency import"#, "find the Sendable way"),
        (#"(?<![\w/])/(work|tmp/shots)/"#, "no path of one machine"),
    ]

    static let bannedInPureTargets: [(pattern: String, why: String)] = [
        (#"\bunsafe\b"#, "no unsafe code in pure targets"),
        (#"\bDate\(\)|\.now\b(?!\w)|ContinuousClock|SuspendingClock"#, "time is an argument"),
        (#"\.random\(|SystemRandomNumberGenerator|UUID\(\)"#, "randomness and identity are arguments"),
        (#"\bTask(\.detached)? \{"#, "no tasks in pure targets"),
        (#"\bprint\("#, "pure code does not print"),
    ]

    static func findings(in text: String, file: String, target: String) -> [Finding] {
        var found: [Finding] = []
        let pure = pureTargets.contains(target)
        let bans = bannedEverywhere + (pure ? bannedInPureTargets : [])
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(raw)
            let code = withoutComment(line)
            for ban in bans {
                let subject = ban.pattern.contains("TODO") || ban.pattern.contains("work") ? line : code
                if subject.range(of: ban.pattern, options: .regularExpression) != nil {
                    found.append(.init(rule: ban.why, file: file, line: index + 1, text: line.trimmed))
                }
            }
            if let module = importedModule(code), let allowed = allowedImports[target],
                !allowed.contains(module)
            {
                found.append(
                    .init(
                        rule: "\(target) may not import \(module)", file: file, line: index + 1,
                        text: line.trimmed))
            }
            if code.contains("@unchecked Sendable"), !text.contains("SAFETY:") {
                found.append(
                    .init(
                        rule: "@unchecked Sendable needs a written proof (// SAFETY:)", file: file,
                        line: index + 1,
                        text: line.trimmed))
            }
        }
        return found
    }

    static func importedModule(_ line: String) -> String? {
        let words = line.split(separator: " ").map(String.init)
        guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
            words[..<at].allSatisfy({
                ["package", "internal", "private", "fileprivate"].contains($0) || $0.hasPrefix("@")
            })
        else { return nil }
        let kinds: Set = ["struct", "class", "enum", "func", "protocol", "let", "var", "typealias"]
        let name = kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
        return String(name.prefix { $0 != "." })
    }

    private static func withoutComment(_ line: String) -> String {
        guard let range = line.range(of: "//") else { return line }
        // A URL in a string literal is not a comment.
        if range.lowerBound > line.startIndex, line[line.index(before: range.lowerBound)] == ":" {
            return line
        }
        return String(line[..<range.lowerBound])
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
