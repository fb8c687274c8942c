using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>Reads the dates of mail: RFC 5322 §3.3 and §4.3, IMAP's <c>20-Nov-2026 10:00:00 +0000</c>, asctime's. Parts may stand in any order.</summary>
internal static class MailDate
{
    private const int Longest = 200;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Null when it names no day.</summary>
    internal static DateTimeOffset? Parse(string text)
    {
        if (text.Length > Longest)
        {
            return null;
        }

        int? day = null, month = null, year = null;
        var (time, offset) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var word in WithoutComments(text).Split((char[])[' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Contains(':', StringComparison.Ordinal))
            {
                time = Time(word);
            }
            else if (word[0] is '+' or '-' && Offset(word) is { } given)
            {
                offset = given;
            }
            else if (word.Split('-') is [var d, var m, var y] && Month(m) is { } named && int.TryParse(d, NumberStyles.None, null, out var dashedDay) && int.TryParse(y, NumberStyles.None, null, out var dashedYear))
            {
                (day, month, year) = (dashedDay, named, Year(dashedYear, y.Length));
            }
            else if (int.TryParse(word, NumberStyles.None, null, out var number))
            {
                if (day is null && word.Length <= 2)
                {
                    day = number;
                }
                else
                {
                    year ??= Year(number, word.Length);
                }
            }
            else
            {
                offset = Zone(word) ?? offset;
                month ??= Month(word);
            }
        }

        return day is { } aDay && month is { } aMonth && year is { } aYear ? Made(aYear, aMonth, aDay, time, offset) : Iso(text);
    }

    private static DateTimeOffset? Made(int year, int month, int day, TimeSpan time, TimeSpan offset)
    {
        if (year is < 2 or > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        return new DateTimeOffset(year, month, day, 0, 0, 0, offset) + time;
    }

    private static DateTimeOffset? Iso(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var date) && date.Year > 1 ? date : null;

    private static TimeSpan Time(string word)
    {
        var numbers = word.Split(':').Take(3).Select(part => int.TryParse(part.Split('.')[0], NumberStyles.None, null, out var number) ? number : 0).Append(0).ToList();
        return new(Math.Min(numbers[0], 23), Math.Min(numbers[1], 59), Math.Min(numbers[2], 59)); // 60 is a leap second
    }

    private static TimeSpan? Offset(string word)
    {
        if (word.Length != 5 || !int.TryParse(word.AsSpan(1), NumberStyles.None, null, out var number))
        {
            return null;
        }

        var offset = new TimeSpan(number / 100, Math.Min(number % 100, 59), 0);
        return offset > TimeSpan.FromHours(14) ? TimeSpan.Zero : word[0] == '-' ? -offset : offset;
    }

    private static TimeSpan? Zone(string word) => word.ToUpperInvariant() switch
    {
        "EDT" => TimeSpan.FromHours(-4),
        "EST" or "CDT" => TimeSpan.FromHours(-5),
        "CST" or "MDT" => TimeSpan.FromHours(-6),
        "MST" or "PDT" => TimeSpan.FromHours(-7),
        "PST" => TimeSpan.FromHours(-8),
        "CET" => TimeSpan.FromHours(1),
        "CEST" => TimeSpan.FromHours(2),
        _ => null,
    };

    private static int? Month(string word) => word.Length >= 3 && Array.IndexOf(Months, word[..3].ToLowerInvariant()) is var month and >= 0 ? month + 1 : null;

    /// <summary>RFC 5322 §4.3: years of two or three digits.</summary>
    private static int Year(int number, int digits) => digits switch
    {
        <= 2 => number < 50 ? 2000 + number : 1900 + number,
        3 => 1900 + number,
        _ => number,
    };

    private static string WithoutComments(string text)
    {
        while (text.IndexOf('(', StringComparison.Ordinal) is var from and >= 0)
        {
            text = text.IndexOf(')', from) is var to and >= 0 ? text.Remove(from, to + 1 - from) : text[..from];
        }

        return text;
    }
}
