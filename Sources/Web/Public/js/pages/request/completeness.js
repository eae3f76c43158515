// What a request must hold before it may be sent: 《远程医疗服务管理规范（试行）》三(三)1, and consent by 三(二).

const filled = (value) => typeof value === "string" && value.trim() !== "";

/** → [{key, part, must, done}]; the meter names the missing item, the service still decides. */
export function completeness({ kind, onPlatform = false, draft, attachments, consent, feeFen }) {
  const isTeam = kind === "remoteMultidisciplinaryTeam";
  const specialties = new Set((draft.team ?? []).flatMap((seat) => seat.specialties));
  const has = (group) => attachments.some((one) => one.group === group);
  return [
    { key: "patient", part: "patient", must: true, done: true },
    { key: "invitationReason", part: "question", must: true, done: filled(draft.invitationReason) },
    { key: "invitationPurpose", part: "question", must: true, done: filled(draft.invitationPurpose) },
    { key: "caseSummary", part: "question", must: true, done: filled(draft.caseSummary) },
    { key: "questions", part: "question", must: false, done: (draft.questions ?? []).length > 0 },
    { key: "conditionSummary", part: "material", must: false, done: has("conditionSummary") },
    { key: "medicalRecordMaterial", part: "material", must: false, done: has("medicalRecordMaterial") },
    { key: "laboratoryReport", part: "material", must: false, done: has("laboratoryReport") },
    isTeam ? { key: "team", part: "where", must: true, done: specialties.size >= 2 } : { key: "invitedInstitution", part: "where", must: !onPlatform, done: filled(draft.invitedInstitutionId) },
    ...(onPlatform && !filled(draft.invitedInstitutionId) ? [{ key: "publicSummary", part: "where", must: true, done: filled(draft.publicSummary) && filled(draft.platformOperatorId) }] : []),
    ...(isTeam ? [] : [{ key: "requestedSpecialty", part: "where", must: true, done: filled(draft.requestedSpecialty) }]),
    { key: "requestedTitle", part: "where", must: true, done: filled(draft.requestedTitle) },
    { key: "proposedSchedule", part: "where", must: true, done: (draft.proposedSchedule ?? []).length > 0 },
    { key: "price", part: "where", must: true, done: filled(draft.priceId) },
    { key: "consent", part: "patient", must: !draft.deidentified, done: consent?.state === "signed" && !(feeFen > consent.feeFen) },
  ];
}
