using System.Buffers;

namespace Squaremcp.Platforms.Email;

/// <summary>Decodes what comes in pieces. Never fails: what is not in the encoding's alphabet is skipped or kept as it stands.</summary>
internal abstract class TransferDecoder
{
    internal abstract void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output);

    /// <summary>Writes what was held back. To be called once, after the last piece.</summary>
    internal virtual void Finish(IBufferWriter<byte> output)
    {
    }
}

internal sealed class IdentityDecoder : TransferDecoder
{
    internal override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output) => output.Write(input);
}
