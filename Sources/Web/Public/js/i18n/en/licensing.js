// The licensing authority and the legal entity.
export default {
  "licensing.office": "Licensing authority (as registered here)",
  "licensing.unknown": "Not known yet",
  "licensing.hint": "Whoever approves supervises: this office and those above it read what supervision may read of you. Until it is chosen, your place decides.",
  "licensing.none": "No health authority is registered here yet; ask the operator",
  "licensing.unread": "The list of authorities could not be read; try again",
  "licensing.printed": "As printed on the licence",
  "licensing.open": "Licensing authority not chosen",
  "licensing.chosen": "Licensing authority chosen",
  "licensing.choose": "Choose the licensing authority",
  "licensing.issuedBy": "Licensed by {name}",
  "licensing.supervised": "Whoever approves supervises: the institutions this office licensed, and those of its place that offices below it licensed. Where the authority is not chosen yet, the place decides.",
  "profile.name.licensingOffice": "Licensing authority",
};
