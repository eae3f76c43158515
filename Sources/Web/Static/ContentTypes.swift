/// Content types by file ending; an unknown ending is plain bytes and, with `nosniff`, never run.
enum ContentTypes {
    private static let byEnding: [String: String] = [
        "html": "text/html; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "json": "application/json",
        "svg": "image/svg+xml",
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "webp": "image/webp",
        "ico": "image/x-icon",
        "woff2": "font/woff2",
        "webmanifest": "application/manifest+json",
        "txt": "text/plain; charset=utf-8",
        "wav": "audio/wav",
        "ogg": "audio/ogg",
    ]

    static func type(ofFile name: String) -> String {
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return byEnding[ending] ?? "application/octet-stream"
    }

    static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type.hasPrefix("application/json") || type.hasSuffix("+json")
            || type.hasPrefix("image/svg")
    }

    /// Types a browser may show in place; all others are offered for saving only.
    static func mayShowInline(_ type: String) -> Bool {
        ["image/png", "image/jpeg", "image/webp", "application/pdf"].contains(type)
    }
}
