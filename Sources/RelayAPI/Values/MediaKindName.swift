package enum MediaKindName: String, Codable, Hashable, Sendable, CaseIterable { case audio, video }
