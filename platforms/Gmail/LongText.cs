using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Gmail;

/// <summary>The one text of an answer such as <c>{"data": "…"}</c>, decoded from base64url (RFC 4648 §5) as it comes: an attachment is never whole in memory.</summary>
internal static class LongText
{
    private const int LongestHead = 4096;

    /// <returns>False where the answer is none of that kind, or ends before its text does.</returns>
    internal static async Task<bool> DecodeAsync(Stream json, Stream to, long most, CancellationToken cancellationToken)
    {
        await using var decoding = new AttachmentSaving.DecodingStream(TransferEncoding.Base64.Decoder(), to);
        var buffer = new byte[16 * 1024];
        var (held, isInside) = (0, false);
        for (var taken = 0L; taken < most;)
        {
            var read = await json.ReadAsync(buffer.AsMemory(held), cancellationToken);
            if (read == 0)
            {
                return false;
            }

            var (start, end) = (0, held + read);
            if (!isInside)
            {
                start = Begin(buffer.AsSpan(0, end));
                if (start < 0)
                {
                    held = end;
                    if (held > LongestHead)
                    {
                        return false;
                    }

                    continue;
                }

                isInside = true;
            }

            // Of base64url only the padding is ever written as an escape.
            var quote = buffer.AsSpan(start, end - start).IndexOfAny((byte)'"', (byte)'\\');
            var text = buffer.AsMemory(start, quote < 0 ? end - start : quote);
            Standard(text.Span);
            await decoding.WriteAsync(text, cancellationToken);
            taken += text.Length / 4 * 3;
            if (quote >= 0)
            {
                await decoding.FinishAsync(cancellationToken);
                return true;
            }

            held = 0;
        }

        await decoding.FinishAsync(cancellationToken);
        return true;
    }

    /// <summary>Where the text begins; negative where that is not in sight yet.</summary>
    private static int Begin(ReadOnlySpan<byte> json)
    {
        var name = json.IndexOf("\"data\""u8);
        if (name < 0)
        {
            return -1;
        }

        var rest = json[(name + 6)..];
        var quote = rest.IndexOf((byte)'"');
        return quote >= 0 && Encoding.ASCII.GetString(rest[..quote]).Trim() == ":" ? name + 6 + quote + 1 : -1;
    }

    private static void Standard(Span<byte> letters)
    {
        letters.Replace((byte)'-', (byte)'+');
        letters.Replace((byte)'_', (byte)'/');
    }
}
