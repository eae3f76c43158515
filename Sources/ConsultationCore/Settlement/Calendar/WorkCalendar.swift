/// Working days of mainland China: Monday to Friday, less the State Council's holidays, plus the weekends it moves.
package struct WorkCalendar: Sendable, Equatable {
    private let years: [Int: HolidayYear]

    package init(_ years: [HolidayYear]) {
        self.years = Dictionary(years.map { ($0.year, $0) }, uniquingKeysWith: { $1 })
    }

    package static let weekdaysOnly = WorkCalendar([])

    package var knownYears: [Int] { years.keys.sorted() }

    package func source(of year: Int) -> String? { years[year]?.source }

    /// Nil when the arrangement of that year is not known.
    package func isWorkingDay(_ day: CivilDate) -> Bool? {
        guard let year = years[day.year] else { return nil }
        if year.daysOff.contains(day) { return false }
        return !day.isWeekend || year.workedWeekends.contains(day)
    }

    /// The `count`th working day after `day`, which itself is not counted (SC-32).
    ///
    /// Where a year's arrangement is not known, Monday to Friday stand in: the limit is then never later than the true
    /// one but for a moved weekend, and it is marked provisional.
    package func day(workingDays count: Int, after day: CivilDate) -> WorkingDayLimit {
        var current = day
        var left = count
        var unknown: Set<Int> = []
        while left > 0 {
            current = current.adding(days: 1)
            let works: Bool
            if let known = isWorkingDay(current) {
                works = known
            } else {
                unknown.insert(current.year)
                works = !current.isWeekend
            }
            if works { left -= 1 }
        }
        return WorkingDayLimit(day: current, unknownYears: unknown.sorted())
    }
}

/// The last day of a limit in working days.
package struct WorkingDayLimit: Sendable, Equatable {
    package let day: CivilDate
    /// Years whose arrangement of holidays was missing when this was counted.
    package let unknownYears: [Int]

    /// Met until 24:00 of the day.
    package var dueAt: WallTime { day.end }
    package var isProvisional: Bool { !unknownYears.isEmpty }
}

extension CivilDate {
    /// 0 is Monday, 6 Sunday; 1970-01-01 was a Thursday.
    package var weekday: Int { ((daysSinceEpoch + 3) % 7 + 7) % 7 }
    package var isWeekend: Bool { weekday >= 5 }
}
