/// One consultation; UUIDv7, lower case.
package struct ConsultationID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// The number printed for people, for example `HZ20261121-00042`; kept through decline and re-invitation.
package struct ConsultationNumber: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One healthcare institution.
package struct InstitutionID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One person who works at an institution.
package struct PractitionerID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One sign-in.
package struct AccountID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One patient of one institution.
package struct PatientID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One cooperation agreement.
package struct AgreementID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One entry of a price catalogue.
package struct PriceID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One item of clinical material.
package struct AttachmentID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One message of a case.
package struct MessageID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One seat in a room, stable when its holder joins again.
package struct ParticipantID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One recording of one consultation.
package struct RecordingID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One upload duty (JL 22).
package struct UploadDutyID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One version of one jurisdiction's rules.
package struct PolicyVersionID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A clinical department or specialty (诊疗科目) code.
package struct DepartmentCode: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// One balanced entry of the ledger; the same act always yields the same name.
package struct LedgerEntryID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}
