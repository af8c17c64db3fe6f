// Print each VEVENT of the calendar on standard input as one line of JSON. The first argument is the folder of ical.js.
import { readFileSync } from "node:fs";
const { default: ICAL } = await import(`${process.argv[2]}/dist/ical.js`);

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
// Our own VTIMEZONE, and not one that a library may bring along.
const zones = calendar.getAllSubcomponents("vtimezone").map((zone) => new ICAL.Timezone(zone));
const moment = (time, tzid) => {
  const zone = zones.find((zone) => zone.tzid === tzid);
  if (!zone) throw new Error(`no VTIMEZONE for ${tzid}`);
  const own = time.clone();
  own.zone = zone;
  return own.toUnixTime();
};
for (const component of calendar.getAllSubcomponents("vevent")) {
  if (["rrule", "rdate", "exdate"].some((name) => component.hasProperty(name))) throw new Error("it recurs");
  const at = (name) => moment(component.getFirstPropertyValue(name), component.getFirstProperty(name).getParameter("tzid"));
  const value = (name) => component.getFirstPropertyValue(name) ?? "";
  console.log(JSON.stringify([value("uid"), at("dtstart"), at("dtend"), value("status"), value("sequence"),
    value("summary"), value("description"), value("location")]));
}
