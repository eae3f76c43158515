import common from "./en/common.js";
import terms from "./en/terms.js";
import cases from "./en/cases.js";
import work from "./en/work.js";
import agreements from "./en/agreements.js";
import diagnosis from "./en/diagnosis.js";
import compliance from "./en/compliance.js";
import money from "./en/money.js";
import payouts from "./en/payouts.js";
import sites from "./en/sites.js";
import custody from "./en/custody.js";
import room from "./en/room.js";
import teams from "./en/teams.js";
import learning from "./en/learning.js";
import quality from "./en/quality.js";
import visits from "./en/visits.js";
import security from "./en/security.js";

export default { ...common, ...terms, ...cases, ...work, ...agreements, ...diagnosis, ...compliance, ...money, ...payouts, ...sites, ...custody, ...room, ...teams, ...quality, ...learning, ...visits, ...security };
