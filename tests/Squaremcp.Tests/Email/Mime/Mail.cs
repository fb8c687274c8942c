using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>Messages as tests write them: with LF, sent with CRLF.</summary>
internal static class Mail
{
    internal static MimeMessage Read(string message, MimeLimits? limits = null) => MimeMessage.Read(Bytes(message), limits);

    internal static byte[] Bytes(string message) => Encoding.Latin1.GetBytes(message.ReplaceLineEndings("\r\n"));

    internal static async Task<byte[]> WrittenAsync(this PreparedMessage message)
    {
        var written = new MemoryStream();
        await message.WriteAsync(written, TestContext.Current.CancellationToken);
        return written.ToArray();
    }

    internal static OutgoingFile File(string name, string type, byte[] content) => new(name, type, content.Length, _ => Task.FromResult<Stream>(new MemoryStream(content)));

    /// <summary>A writer whose identifiers are always the same.</summary>
    internal static MimeWriter Writer(int seed = 1)
    {
        var random = new Random(seed);
        return new(octets => random.NextBytes(octets));
    }

    internal static OutgoingMessage Message { get; } = new()
    {
        From = new("Ann", "ann@example.org"),
        To = [new(null, "bob@example.net")],
        Subject = "Hello",
        Text = "Hi Bob",
        Date = new(2026, 11, 20, 10, 0, 0, TimeSpan.FromHours(1)),
    };
}
