using System.Net;
using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Imap;

/// <summary>Answers read from bytes, as they would be from a server.</summary>
internal static class Readings
{
    /// <param name="text">Latin-1.</param>
    /// <param name="cut">The bytes come in two pieces, cut here; or one by one, where negative.</param>
    public static async Task<ImapResponse> ReadAsync(string text, int cut = int.MaxValue, ImapLimits? limits = null, ImapSink? sink = null)
    {
        await using var connection = Connection(Encoding.Latin1.GetBytes(text), cut);
        return await new ImapReader(connection).NextAsync(limits ?? ImapLimits.Usual, sink, CancellationToken.None);
    }

    /// <summary>Every answer up to the end of the bytes.</summary>
    public static async Task<List<ImapResponse>> ReadAllAsync(byte[] bytes, ImapSink? sink = null, CancellationToken cancellationToken = default)
    {
        await using var connection = Connection(bytes, int.MaxValue);
        var reader = new ImapReader(connection);
        var all = new List<ImapResponse>();
        try
        {
            while (true)
            {
                all.Add(await reader.NextAsync(ImapLimits.Usual, sink, cancellationToken));
            }
        }
        catch (MailException over) when (over.Failure.Kind == MailFailureKind.Unreachable)
        {
            return all;
        }
    }

    public static async Task<ImapValue> ValueAsync(string text) => (await ReadAsync($"* X {text}\r\n")).Values[0];

    private static MailConnection Connection(byte[] bytes, int cut) =>
        new(new CutStream(bytes, cut), new("test", 143, MailSecurity.None), new(), new("test", TimeProvider.System), IPAddress.Loopback);

    private sealed class CutStream(byte[] bytes, int cut) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var most = cut < 0 ? 1 : Position < cut ? (int)Math.Min(cut - Position, buffer.Length) : buffer.Length;
            return new(Read(buffer.Span[..Math.Min(most, buffer.Length)]));
        }
    }
}
