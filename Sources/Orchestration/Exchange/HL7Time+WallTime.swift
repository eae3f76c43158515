package import ConsultationCore
package import HospitalWire

extension HL7Time {
    /// With the offset of Shanghai.
    init(_ instant: WallTime) {
        let day = CivilDate(instant)
        let rest = (instant - day.start).milliseconds / 1000
        self.init(
            year: day.year, month: day.month, day: day.day, hour: Int(rest / 3600),
            minute: Int(rest / 60 % 60), second: Int(rest % 60), zone: 480)
    }

    /// Nil for a day that is not in the calendar. Without a zone it is Shanghai's time.
    package var instant: WallTime? {
        guard let date else { return nil }
        let inDay = TimeSpan(
            milliseconds: Int64(((hour * 60 + minute) * 60 + second) * 1000 + millisecond))
        let shift = TimeSpan.minutes(Int64((zone ?? 480) - 480))
        return date.start + inDay - shift
    }

    var date: CivilDate? { CivilDate(year: year, month: month, day: day) }
}
