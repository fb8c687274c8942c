using System.Globalization;
using System.Text;
using System.Text.Json;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>What Python's email package writes we read, and it reads what we write. Another seed: SQUAREMCP_MAIL_SEED.</summary>
public sealed class PythonOracleTests(ITestOutputHelper output) : IDisposable
{
    private const int Messages = 100;

    private static readonly string[] Words = ["plain", "mail", "Größe", "Straße", "Привет", "日本語", "עברית", "😀", "=", "a.b", "=?utf-8?Q?x?=", "\"quoted\"", "(comment)", "\\", "it's", "<b>", new('y', 120)];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squaremcp-mail-");
    private readonly int seed = int.Parse(Environment.GetEnvironmentVariable("SQUAREMCP_MAIL_SEED") ?? "1", CultureInfo.InvariantCulture);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_Python_writes_is_read_as_it_was_meant()
    {
        output.WriteLine($"seed {seed}");
        await PythonMail.RunAsync("write", $"{seed}", $"{Messages}", folder.FullName);
        var unsure = 0;

        for (var i = 0; i < Messages; i++)
        {
            var message = MimeMessage.Read(await File.ReadAllBytesAsync(PathOf(i, "eml"), TestContext.Current.CancellationToken));
            var meant = Load(i);
            var doubtful = meant.GetProperty("unsure").EnumerateArray().Select(one => one.GetString()!).ToHashSet();
            unsure += doubtful.Count;

            Equal(i, "from", doubtful, Boxes(meant, "from"), Boxes(message.Headers.From));
            Equal(i, "to", doubtful, Boxes(meant, "to"), Boxes(message.Headers.To));
            Equal(i, "cc", doubtful, Boxes(meant, "cc"), Boxes(message.Headers.Cc));
            Equal(i, "subject", doubtful, meant.GetProperty("subject").GetString(), message.Headers.Subject);
            Equal(i, "id", doubtful, meant.GetProperty("id").GetString(), message.Headers.MessageId);
            Equal(i, "date", doubtful, DateTimeOffset.Parse(meant.GetProperty("date").GetString()!, CultureInfo.InvariantCulture), message.Headers.Date!.Value);
            Equal(i, "text", doubtful, meant.GetProperty("text").GetString()!.TrimEnd(), message.Text.TrimEnd());
            Equal(i, "attachments", doubtful, Files(meant), Files(message));
            Equal(i, "warnings", doubtful, "", string.Join('\n', message.Warnings));
        }

        Assert.True(unsure < Messages / 2, $"Python itself does not read {unsure} fields as it was told to write them.");
    }

    [Fact]
    public async Task Python_reads_what_we_write()
    {
        output.WriteLine($"seed {seed}");
        var written = Enumerable.Range(0, Messages).Select(i => Message(new Random(seed * 1000 + i))).ToList();
        for (var i = 0; i < Messages; i++)
        {
            await File.WriteAllBytesAsync(PathOf(i, "eml"), await Mail.Writer(i).Prepare(written[i]).WrittenAsync(), TestContext.Current.CancellationToken);
        }

        await PythonMail.RunAsync("read", folder.FullName);

        for (var i = 0; i < Messages; i++)
        {
            var read = Load(i);
            Equal(i, "from", [], Boxes([written[i].From]), Boxes(read, "from"));
            Equal(i, "to", [], Boxes(written[i].To), Boxes(read, "to"));
            Equal(i, "cc", [], Boxes(written[i].Cc), Boxes(read, "cc"));
            Equal(i, "bcc", [], "", Boxes(read, "bcc"));
            Equal(i, "subject", [], written[i].Subject, read.GetProperty("subject").GetString());
            Equal(i, "date", [], written[i].Date, DateTimeOffset.Parse(read.GetProperty("date").GetString()!, CultureInfo.InvariantCulture));
            Equal(i, "text", [], written[i].Text!.TrimEnd('\n'), read.GetProperty("text").GetString()!.TrimEnd('\n'));
            Equal(i, "attachments", [], await FilesAsync(written[i]), Files(read));
            Equal(i, "defects", [], 0, read.GetProperty("defects").GetArrayLength());
        }
    }

    private static OutgoingMessage Message(Random random)
    {
        string Text(int most) => string.Join(' ', Enumerable.Range(0, random.Next(1, most)).Select(_ => Words[random.Next(Words.Length)]));
        // Python (3.11) keeps the space between two encoded words of a name: names are short enough for one.
        EmailAddress Box() => new(random.Next(4) == 0 ? null : string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Words[random.Next(Words.Length - 1)])), $"user{random.Next(100)}@{(random.Next(2) == 0 ? "a" : "b")}.example.org");
        OutgoingFile File(int number)
        {
            var content = new byte[(int[])[0, 1, 56, 57, 58, 5000, 40_000] is var sizes ? sizes[random.Next(sizes.Length)] : 0];
            random.NextBytes(content);
            return Mail.File($"{number} {((string[])["a.bin", "with space.pdf", "résumé.pdf", "日本語の文書.docx", "länger " + new string('ü', 60) + ".txt", "semi;colon.txt"])[random.Next(6)]}", "application/octet-stream", content);
        }

        return new()
        {
            From = Box(),
            To = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Box())],
            Cc = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Box())],
            Bcc = [new("Hidden", "hidden@example.org")],
            Subject = Text(20),
            Text = string.Join('\n', Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(5) == 0 ? "" : Text(15) + (random.Next(6) == 0 ? " " : ""))) + ".",
            Html = random.Next(2) == 0 ? null : "<p>rich</p>",
            Inline = random.Next(3) == 0 ? [Mail.File("logo.png", "image/png", [1, 2, 3]) with { ContentId = "logo" }] : [],
            Attachments = [.. Enumerable.Range(0, random.Next(4)).Select(File)],
            Date = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(60 * random.Next(-11, 13))).AddSeconds(random.Next(100_000_000)),
            InReplyTo = "<a@example.org>",
            References = [.. Enumerable.Range(0, random.Next(10)).Select(i => $"<{i}.{random.Next()}@example.org>")],
        };
    }

    private void Equal<T>(int number, string field, HashSet<string> doubtful, T expected, T actual) =>
        Assert.True(doubtful.Contains(field) || EqualityComparer<T>.Default.Equals(expected, actual), $"seed {seed}, message {number}, {field}:\n{expected}\n{actual}");

    private string PathOf(int number, string ending) => Path.Combine(folder.FullName, $"{number:000}.{ending}");

    private JsonElement Load(int number) => JsonElement.Parse(File.ReadAllText(PathOf(number, "json")));

    private static string Boxes(IEnumerable<EmailAddress> boxes) => string.Join('\n', boxes.Select(one => $"{one.Name} <{one.Address}>"));

    private static string Boxes(JsonElement message, string field) => string.Join('\n', message.GetProperty(field).EnumerateArray().Select(box => $"{box[0].GetString()} <{box[1].GetString()}>"));

    private static string Files(JsonElement message) =>
        string.Join('\n', message.GetProperty("attachments").EnumerateArray().Select(one => $"{FileName.Clean(one.GetProperty("name").GetString())} {one.GetProperty("content").GetString()}"));

    private static string Files(MimeMessage message) =>
        string.Join('\n', message.Parts.Where(part => part.Disposition.Kind == "attachment").Select(part => $"{part.FileName} {Convert.ToBase64String(part.Encoding.Decode(part.Content, int.MaxValue).Bytes.Span)}"));

    private static async Task<string> FilesAsync(OutgoingMessage message)
    {
        var text = new StringBuilder();
        foreach (var file in (message.Html is null ? message.Inline : []).Concat(message.Attachments))
        {
            await using var content = (MemoryStream)await file.Open(TestContext.Current.CancellationToken);
            text.Append(text.Length > 0 ? "\n" : "").Append($"{file.Name} {Convert.ToBase64String(content.ToArray())}");
        }

        return text.ToString();
    }
}
