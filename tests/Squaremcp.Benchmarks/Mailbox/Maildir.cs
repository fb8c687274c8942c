using System.Globalization;
using System.Text;

namespace Squaremcp.Benchmarks.Mailbox;

/// <summary>A large mailbox, the same for the same seed, written as a Maildir (https://cr.yp.to/proto/maildir.html): Dovecot finds it as if it had always been there.</summary>
internal sealed class Maildir(int seed, int messages)
{
    internal const string RareSender = "anna.berg@rare.example";
    internal const string RareWord = "zirconium";

    private static readonly DateTimeOffset First = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Words =
        "invoice order meeting report delivery contract update weekly reminder project draft budget travel photo ticket offer account statement question answer plan review team customer support release server backup party lunch".Split(' ');

    /// <summary>On which a message arrived.</summary>
    internal static DateOnly Day(uint uid) => DateOnly.FromDateTime(Arrived(uid).UtcDateTime);

    /// <summary>Messages begin with number 1, in the order of their arrival.</summary>
    internal void Write(string folder)
    {
        foreach (var name in (string[])["cur", "new", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        var names = new string[messages + 1];
        Parallel.For(1, messages + 1, uid => names[uid] = Write(folder, uid));

        // So that message 7 has UID 7, whatever order the folder is read in.
        File.WriteAllLines(
            Path.Combine(folder, "dovecot-uidlist"),
            names.Select((name, uid) => uid == 0 ? $"3 V1795216672 N{messages + 1} G00000000000000000000000000000001" : $"{uid} :{name}"));
    }

    private string Write(string folder, int uid)
    {
        var random = new Random((seed * 1_000_003) + uid);
        var arrived = Arrived((uint)uid);
        var content = Encoding.ASCII.GetBytes(Message(random, uid, arrived));
        var name = string.Create(CultureInfo.InvariantCulture, $"{arrived.ToUnixTimeSeconds()}.M{uid}P1.bench,S={content.Length},W={content.Length}");
        var path = Path.Combine(folder, "cur", $"{name}:2,{(random.Next(50) == 0 ? "F" : "")}{(random.Next(10) == 0 ? "" : "S")}");
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, arrived.UtcDateTime);
        return name;
    }

    private static DateTimeOffset Arrived(uint uid) => First.AddMinutes(uid * 14.0);

    private static string Message(Random random, int uid, DateTimeOffset arrived)
    {
        var text = Text(random, 60) + (uid % 997 == 0 ? $" {RareWord}" : "");
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"From: \"Person {uid % 400}\" <{(uid % 1009 == 0 ? RareSender : $"person{uid % 400}@example.org")}>\r\nTo: bench@example.test\r\nSubject: {Text(random, 5)} {uid}\r\nDate: {arrived:ddd, dd MMM yyyy HH:mm:ss} +0000\r\nMessage-ID: <{uid}@bench.example>\r\nMIME-Version: 1.0\r\n");
        return uid % 10 != 0
            ? $"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
            : $"{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--\r\n";
    }

    private static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));
}
