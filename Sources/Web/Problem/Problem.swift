package import HTTPTypes

/// A refusal or a fault as it goes over the wire (RFC 9457), in Chinese first and English beside it.
package struct Problem: Error, Equatable {
    package var code: String
    package var status: HTTPResponse.Status
    package var title: String
    package var titleEnglish: String
    package var detail: String
    package var detailEnglish: String
    /// Requirement id, for example `NHC-TM-3.2a`.
    package var requirement: String?
    /// The article by name and number, for example 《远程医疗服务管理规范（试行）》三（二）.
    package var article: String?
    package var errors: [FieldProblem] = []
    /// Facts for programs: current version, seconds to wait, limits. Never patient data.
    package var retryAfterSeconds: Int?
    package var currentVersion: Int?
    package var limit: Int?

    package struct FieldProblem: Equatable, Encodable {
        /// JSON pointer (RFC 6901) into the request body.
        package var pointer: String
        package var code: String
        package var message: String
        package var messageEn: String
    }
}

extension Problem {
    struct Body: Encodable {
        var type: String
        var title: String
        var titleEn: String
        var status: Int
        var detail: String
        var detailEn: String
        var code: String
        var requirement: String?
        var article: String?
        var instance: String
        var errors: [FieldProblem]?
        var retryAfterSeconds: Int?
        var currentVersion: Int?
        var limit: Int?
    }

    func body(trace: String) -> Body {
        Body(
            type: "/problems/\(code)", title: title, titleEn: titleEnglish, status: status.code,
            detail: detail, detailEn: detailEnglish, code: code, requirement: requirement, article: article,
            instance: trace, errors: errors.isEmpty ? nil : errors, retryAfterSeconds: retryAfterSeconds,
            currentVersion: currentVersion, limit: limit)
    }
}
