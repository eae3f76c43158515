package import ConsultationCore
import Foundation
import Logging

/// The calendar files: those that come with the program, and those of an operator beside them, which win.
package enum HolidayCalendar {
    /// The years that come with the program. A file that cannot be read is left out with an error in the log.
    package static let shipped = WorkCalendar(shippedYears())

    private static func shippedYears() -> [HolidayYear] {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("calendar") else { return [] }
        let read = Result { try years(in: folder.path) }
        switch read {
        case .success(let years): return years
        case .failure(let fault):
            Logger(label: "huizhen.calendar").error("calendar unreadable", metadata: ["fault": "\(fault)"])
            return []
        }
    }

    /// A file of the operator's folder is wrong, or the folder cannot be read.
    package struct Fault: Error, CustomStringConvertible {
        package let file: String
        package let reason: String
        package var description: String { "\(file): \(reason)" }
    }

    /// The shipped years and those of `folder`, if it is there; a year in both is the folder's.
    package static func loaded(adding folder: String) throws -> WorkCalendar {
        guard FileManager.default.fileExists(atPath: folder) else { return shipped }
        return WorkCalendar(shippedYears() + (try years(in: folder)))
    }

    private static func years(in folder: String) throws -> [HolidayYear] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasSuffix(".yaml") }
            .map { name in
                let path = folder + "/" + name
                guard let bytes = FileManager.default.contents(atPath: path) else {
                    throw Fault(file: path, reason: "cannot be read")
                }
                do throws(HolidayFault) {
                    return try HolidayYear(parsing: String(decoding: bytes, as: UTF8.self))
                } catch {
                    throw Fault(file: path, reason: error.description)
                }
            }
    }
}
