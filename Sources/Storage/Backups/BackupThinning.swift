package import ConsultationCore
package import Foundation

/// How many backups are kept of each age; zero everywhere keeps all of them.
package struct BackupKeeping: Sendable, Equatable {
    /// The newest of each of so many days, weeks (from Monday) and months that have one, in Asia/Shanghai.
    package var daily: Int
    package var weekly: Int
    package var monthly: Int

    package init(daily: Int, weekly: Int, monthly: Int) {
        self.daily = daily
        self.weekly = weekly
        self.monthly = monthly
    }

    package var thinsOut: Bool { daily > 0 || weekly > 0 || monthly > 0 }
}

/// Old backups go, so that the newest always have room.
package enum BackupThinning {
    /// A finished backup under one place.
    package struct Found: Sendable, Equatable {
        package var name: String
        package var at: WallTime

        package init(name: String, at: WallTime) {
            self.name = name
            self.at = at
        }
    }

    /// The names that may go, the oldest first. The newest backup never does.
    package static func removable(_ backups: [Found], keeping: BackupKeeping) -> [String] {
        guard keeping.thinsOut else { return [] }
        let newestFirst = backups.sorted { ($0.at, $0.name) > ($1.at, $1.name) }
        var kept = Set(newestFirst.prefix(1).map(\.name))
        for (count, stretch) in [
            (keeping.daily, day), (keeping.weekly, week), (keeping.monthly, month),
        ] {
            var seen: Set<Int> = []
            for backup in newestFirst where seen.count < count && seen.insert(stretch(backup.at)).inserted {
                kept.insert(backup.name)
            }
        }
        return newestFirst.reversed().map(\.name).filter { !kept.contains($0) }
    }

    private static func day(_ instant: WallTime) -> Int { CivilDate(instant).daysSinceEpoch }

    /// 1970-01-05 was a Monday.
    private static func week(_ instant: WallTime) -> Int {
        let day = day(instant) - 4
        return day >= 0 ? day / 7 : (day - 6) / 7
    }

    private static func month(_ instant: WallTime) -> Int {
        let date = CivilDate(instant)
        return date.year * 12 + date.month
    }

    /// Removes what may go under `parent`, once one of those that stay was read and is whole; without such a one
    /// nothing goes. A backup disappears in one step: a crash leaves only a folder named `….partial`.
    /// - Returns: the names of what was removed.
    package static func prune(_ parent: URL, keeping: BackupKeeping) throws -> [String] {
        let files = FileManager.default
        let found = BackupCheck.all(in: parent)
        let names = removable(found, keeping: keeping)
        guard !names.isEmpty else { return [] }
        let staying = found.filter { !names.contains($0.name) }.sorted { $0.at > $1.at }
        let verified = staying.contains { backup in
            (try? BackupCheck.whole(parent.appendingPathComponent(backup.name))) != nil
        }
        guard verified else { throw BackupFault.nothingWhole(parent.path) }
        for name in names {
            let place = parent.appendingPathComponent(name)
            let doomed = parent.appendingPathComponent(name + ".partial")
            try? files.removeItem(at: doomed)
            try files.moveItem(at: place, to: doomed)
            try files.removeItem(at: doomed)
        }
        BackupFile.sync(parent)
        return names
    }
}

extension BackupCheck {
    /// The finished backups under `parent`, each under the name of its own folder.
    package static func all(in parent: URL) -> [BackupThinning.Found] {
        let found =
            (try? FileManager.default.contentsOfDirectory(at: parent, includingPropertiesForKeys: nil)) ?? []
        return found.compactMap { place in
            guard place.pathExtension != "partial", let manifest = try? manifest(of: place),
                manifest.name == place.lastPathComponent
            else { return nil }
            return BackupThinning.Found(name: manifest.name, at: WallTime(milliseconds: manifest.at))
        }
    }
}
