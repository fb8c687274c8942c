using System.Diagnostics;
using System.Globalization;
using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Imap;

/// <summary>Answers with bytes changed, dropped, doubled and put together anew: all are read, or refused as a <see cref="MailException"/>, at once and in little memory.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 2_000;

    private static readonly string[] Seeds =
    [
        "* OK [CAPABILITY IMAP4rev1 SASL-IR] ready\r\na1 OK [APPENDUID 1 2] done\r\n+ go on\r\n",
        "* LIST (\\HasNoChildren \\Drafts) \"/\" \"R&AOk-ports\"\r\n* STATUS INBOX (MESSAGES 1 UIDNEXT 2)\r\n",
        "* SEARCH 1 2 3 99999\r\n* ESEARCH (TAG \"a\") UID ALL 1:3,8 COUNT 4\r\n",
        "* 1 FETCH (UID 7 FLAGS (\\Seen) INTERNALDATE \"20-Nov-2026 10:00:00 +0000\" RFC822.SIZE 44827 ENVELOPE (\"date\" {3}\r\nsub ((\"n\" NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL \"<id>\"))\r\n",
        "* 2 FETCH (BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 1152 23)(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (\"A\" \"B\" NIL NIL NIL \"C\" 1) 2) \"MIXED\" (\"BOUNDARY\" \"x\") NIL NIL) UID 8)\r\n",
        "* 3 FETCH (BODY[HEADER.FIELDS (SUBJECT)]<0> {12}\r\nSubject: a\r\n UID 9 BODY[1] \"quoted \\\" one\")\r\n",
    ];

    private static readonly string[] Pieces = ["(", ")", "\"", "\\", "{5}\r\n", "{2147483648}\r\n", "\r\n", "\n", "NIL", " ", "[", "]", "* ", "+ ", "\0", "\u00ff", "BODY[", "ENVELOPE ((((", "4294967296", "~{0}\r\n"];

    [Fact]
    public async Task Nothing_a_server_can_say_does_harm()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SQUAREMCP_FUZZ_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("SQUAREMCP_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        var understood = 0;
        for (var round = 0; round < Rounds || watch.Elapsed.TotalSeconds < seconds; round++)
        {
            var bytes = Mutate(random);
            try
            {
                understood += await ReadAsync(bytes);
            }
            catch (Exception harm) when (harm is not MailException)
            {
                Assert.Fail($"Seed {seed}, round {round}: {harm}\n{Convert.ToBase64String(bytes)}");
            }
            catch (MailException)
            {
                // Refused, as it may be.
            }
        }

        Assert.True(understood > Rounds / 10, $"Seed {seed}: only {understood} answers were understood; the changes are too coarse to test anything.");
    }

    private static async Task<int> ReadAsync(byte[] bytes)
    {
        using var to = new MemoryStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var all = await Readings.ReadAllAsync(bytes, new(to, 1000), patience.Token);
        foreach (var value in all.SelectMany(answer => answer.Values).SelectMany(value => value.Items.Prepend(value)))
        {
            ImapEnvelope.Read(value);
            ImapPart.Read(value)?.All().Count();
            UidSet.Parse(value.Text ?? "");
            ModifiedUtf7.Decode(value.Text ?? "");
        }

        return all.Count;
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Seeds[random.Next(Seeds.Length)]))).ToList();
        for (var change = random.Next(6); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 10), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 100), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)"(\"{ a"[random.Next(5)], random.Next(200)));
                    break;
            }
        }

        return [.. bytes];
    }
}
