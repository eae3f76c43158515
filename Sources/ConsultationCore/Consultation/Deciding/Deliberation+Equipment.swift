extension Deliberation {
    /// A time is agreed for which something in a consultation room was not tested or maintained, or failed: the
    /// session goes on, and who prepares it and who keeps the equipment are told (NHC-TM 二(二)¶2, 四(三)4).
    mutating func warnOfEquipment(on slot: TimeSlot) {
        let day = CivilDate(slot.start)
        let houses = Set(facts.roomAssets.compactMap { $0.warning(on: day)?.institution })
        for house in houses.sorted() {
            for role in [Role.invitationCoordinator, .operator, .qualityController] {
                cause(.notify(institution: house, role: role, notice: .equipmentOverdueAtSession))
            }
        }
    }
}
