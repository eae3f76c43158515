import common from "./zh/common.js";
import terms from "./zh/terms.js";
import cases from "./zh/cases.js";
import work from "./zh/work.js";
import agreements from "./zh/agreements.js";
import diagnosis from "./zh/diagnosis.js";
import compliance from "./zh/compliance.js";
import money from "./zh/money.js";
import payouts from "./zh/payouts.js";
import sites from "./zh/sites.js";
import custody from "./zh/custody.js";
import room from "./zh/room.js";
import teams from "./zh/teams.js";
import learning from "./zh/learning.js";
import quality from "./zh/quality.js";
import visits from "./zh/visits.js";
import security from "./zh/security.js";

export default { ...common, ...terms, ...cases, ...work, ...agreements, ...diagnosis, ...compliance, ...money, ...payouts, ...sites, ...custody, ...room, ...teams, ...quality, ...learning, ...visits, ...security };
