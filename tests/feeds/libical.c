/* Print each VEVENT of the calendar on standard input as one line of JSON, and complaints of libical on standard error. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static char *line(char *to, size_t size, void *from) { return fgets(to, (int)size, from); }

static void quoted(const char *text) {
    putchar('"');
    for (; text && *text; text++) {
        if (*text == '"' || *text == '\\') printf("\\%c", *text);
        else if ((unsigned char)*text < 0x20) printf("\\u%04x", (unsigned char)*text);
        else putchar(*text);
    }
    putchar('"');
}

static long long moment(icalcomponent *event, icalproperty_kind kind, icalcomponent *calendar) {
    icalproperty *property = icalcomponent_get_first_property(event, kind);
    icalparameter *tzid = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    icaltimezone *zone = icalcomponent_get_timezone(calendar, icalparameter_get_tzid(tzid));
    if (!zone) fprintf(stderr, "no VTIMEZONE for %s\n", icalparameter_get_tzid(tzid));
    icaltimetype time = icalvalue_get_datetime(icalproperty_get_value(property));
    return (long long)icaltime_as_timet_with_zone(time, zone);
}

static void complaints(icalcomponent *part) {
    icalproperty *found = icalcomponent_get_first_property(part, ICAL_XLICERROR_PROPERTY);
    for (; found; found = icalcomponent_get_next_property(part, ICAL_XLICERROR_PROPERTY))
        fprintf(stderr, "%s\n", icalproperty_get_xlicerror(found));
    icalcomponent *inner = icalcomponent_get_first_component(part, ICAL_ANY_COMPONENT);
    for (; inner; inner = icalcomponent_get_next_component(part, ICAL_ANY_COMPONENT)) complaints(inner);
}

int main(void) {
    icalparser *parser = icalparser_new();
    icalparser_set_gen_data(parser, stdin);
    icalcomponent *calendar = icalparser_parse(parser, line);
    if (!calendar) { fprintf(stderr, "this is no calendar\n"); return 1; }
    complaints(calendar);
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (; event; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
        icalproperty_status value = icalproperty_get_status(status);
        putchar('['); quoted(icalcomponent_get_uid(event));
        printf(",%lld,%lld,", moment(event, ICAL_DTSTART_PROPERTY, calendar), moment(event, ICAL_DTEND_PROPERTY, calendar));
        quoted(icalproperty_status_to_string(value));
        printf(",%d,", icalcomponent_get_sequence(event));
        quoted(icalcomponent_get_summary(event)); putchar(',');
        quoted(icalcomponent_get_description(event)); putchar(',');
        quoted(icalcomponent_get_location(event)); printf("]\n");
    }
    icalcomponent_free(calendar);
    icalparser_free(parser);
    return 0;
}
