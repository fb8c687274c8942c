using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>Messages of every kind that we write, always the same for a seed.</summary>
internal sealed class RandomMail(int seed)
{
    private static readonly string[] Words = ["plain", "mail", "Größe", "Straße", "Привет", "日本語", "עברית", "😀", "=", "a.b", "=?utf-8?Q?x?=", "\"quoted\"", "(comment)", "\\", "it's", "<b>", new('y', 120)];

    private static readonly string[] Names = ["a.bin", "with space.pdf", "résumé.pdf", "日本語の文書.docx", "länger " + new string('ü', 60) + ".txt", "semi;colon.txt", "it's 100%.zip", "😀.png"];

    private static readonly int[] Sizes = [0, 1, 56, 57, 58, 5000, 40_000];

    private readonly Random random = new(seed);

    internal OutgoingMessage Message()
    {
        var hasHtml = random.Next(2) == 0;
        return new()
        {
            From = Box(),
            To = Some(1, 8, _ => Box()),
            Cc = Some(0, 3, _ => Box()),
            Bcc = [new("Hidden", "hidden@example.org")],
            ReplyTo = Some(0, 1, _ => Box()),
            Subject = Text(random.Next(10) == 0 ? 60 : 20),
            Text = hasHtml && random.Next(3) == 0 ? null : string.Join('\n', Some(1, 20, _ => random.Next(5) == 0 ? "" : Text(15) + (random.Next(6) == 0 ? " " : ""))) + ".",
            Html = hasHtml ? $"<html><body>{string.Join("\n", Some(1, 4, _ => $"<p>{System.Net.WebUtility.HtmlEncode(Text(20))}</p>"))}</body></html>" : null,
            Inline = Some(0, 1, number => Mail.File($"logo {number}.png", "image/png", Content(200)) with { ContentId = $"logo{number}" }),
            Attachments = Some(0, 3, number => Mail.File($"{number} {Of(Names)}", Of("application/x-tests", "application/pdf", "application/zip"), Content(Of(Sizes)))),
            Date = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(60 * random.Next(-11, 13))).AddSeconds(random.Next(100_000_000)),
            InReplyTo = "<a@example.org>",
            References = Some(1, 10, number => $"<{number}.{random.Next()}@example.org>"),
        };
    }

    // Python (3.11) keeps the space between two encoded words of a name: names are short enough for one.
    private EmailAddress Box() => new(random.Next(4) == 0 ? null : string.Join(' ', Some(1, 3, _ => Of(Words[..^1]))), $"user{random.Next(100)}@{Of("a", "b")}.example.org");

    private string Text(int most) => string.Join(' ', Some(1, most, _ => Of(Words)));

    private byte[] Content(int size)
    {
        var content = new byte[size];
        random.NextBytes(content);
        return content;
    }

    private T Of<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private List<T> Some<T>(int least, int most, Func<int, T> make) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(make)];
}
