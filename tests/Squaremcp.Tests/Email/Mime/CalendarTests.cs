using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class CalendarTests
{
    private const string Invitation = """
        BEGIN:VCALENDAR
        METHOD:REQUEST
        BEGIN:VTIMEZONE
        TZID:Europe/Berlin
        BEGIN:STANDARD
        DTSTART:16010101T030000
        END:STANDARD
        END:VTIMEZONE
        BEGIN:VEVENT
        SUMMARY:Plans\, and
          more\nof them
        DTSTART;TZID="Europe/Berlin":20261120T100000
        DTEND:20261120T100000Z
        LOCATION;LANGUAGE=en:Room 1
        ORGANIZER;CN="Ann: the boss":mailto:ann@example.org
        STATUS:CONFIRMED
        BEGIN:VALARM
        SUMMARY:not this
        END:VALARM
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20261224
        DURATION:P1D
        END:VEVENT
        END:VCALENDAR
        """;

    [Fact]
    public void An_invitation_is_summarised()
    {
        var events = CalendarEvent.Parse(Invitation);

        Assert.Equal(
            new()
            {
                Method = "REQUEST",
                Summary = "Plans, and more of them",
                Start = "2026-11-20T10:00:00 Europe/Berlin",
                End = "2026-11-20T10:00:00Z",
                Location = "Room 1",
                Organizer = new("Ann: the boss", "ann@example.org"),
                Status = "CONFIRMED",
            },
            events[0]);
        Assert.Equal(new() { Method = "REQUEST", Start = "2026-12-24", Duration = "P1D" }, events[1]);
    }

    [Fact]
    public void Calendar_parts_of_a_message_are_found()
    {
        var message = Mail.Read($"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nCome!\n--b\nContent-Type: text/calendar; method=request\n\n{Invitation}\n--b--");

        Assert.Equal(("Come!", 2, "REQUEST"), (message.Text, message.Events.Count, message.Events[0].Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData("BEGIN:VEVENT")]
    [InlineData("END:VEVENT\nEND:X\nSUMMARY:x")]
    [InlineData("BEGIN:VCALENDAR\nSUMMARY:x\nEND:VCALENDAR")]
    [InlineData(":\n;:;\nBEGIN\n")]
    public void A_broken_calendar_has_no_events(string calendar) => Assert.Empty(CalendarEvent.Parse(calendar));

    [Fact]
    public void At_most_fifty_events_are_told() =>
        Assert.Equal(50, CalendarEvent.Parse(string.Concat(Enumerable.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", 100))).Count);
}
