using System.Buffers;

namespace Squaremcp.Platforms.Email;

/// <summary>RFC 2045 §6.7. Soft breaks may end in LF alone; an equals sign that begins nothing stays; white space at the end of a line was added on the way and goes.</summary>
internal sealed class QuotedPrintableDecoder : TransferDecoder
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("= \t\r\n"u8);

    /// <summary>White space seen and not yet written; after an equals sign, all since it.</summary>
    private readonly ArrayBufferWriter<byte> held = new();
    private State state;
    private byte digit;

    private enum State
    {
        Text,
        Equals,
        Digit,
        SoftBreak,
    }

    /// <summary>For the Q encoding of headers, where an underscore at the end means a space.</summary>
    internal bool KeepsTrailingSpace { get; init; }

    internal override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            var plain = state == State.Text ? input.IndexOfAny(Special) is var found and >= 0 ? found : input.Length : 0;
            if (plain > 0)
            {
                Release(output);
                output.Write(input[..plain]);
                input = input[plain..];
            }
            else
            {
                Step(input[0], output);
                input = input[1..];
            }
        }
    }

    internal override void Finish(IBufferWriter<byte> output)
    {
        if (state is State.Digit)
        {
            output.Write([(byte)'=', digit]);
        }
        else if (state is State.Text && KeepsTrailingSpace)
        {
            Release(output);
        }

        held.ResetWrittenCount();
        state = State.Text;
    }

    private void Step(byte next, IBufferWriter<byte> output)
    {
        switch (state)
        {
            case State.Text:
                Text(next, output);
                break;
            case State.Equals when Hex.Value(next) >= 0:
                (state, digit) = (State.Digit, next);
                break;
            case State.Equals or State.SoftBreak when next == '\n':
                held.ResetWrittenCount();
                state = State.Text;
                break;
            case State.Equals or State.SoftBreak when next is (byte)'\r' or (byte)' ' or (byte)'\t':
                Hold(next);
                state = State.SoftBreak;
                break;
            case State.Digit when Hex.Value(next) >= 0:
                output.Write([(byte)((Hex.Value(digit) << 4) | Hex.Value(next))]);
                state = State.Text;
                break;
            case State.Digit:
                output.Write([(byte)'=', digit]);
                state = State.Text;
                Text(next, output);
                break;
            default:
                output.Write("="u8);
                Release(output);
                state = State.Text;
                Text(next, output);
                break;
        }
    }

    private void Text(byte next, IBufferWriter<byte> output)
    {
        switch (next)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r':
                Hold(next);
                break;
            case (byte)'\n':
                output.Write(held.WrittenCount > 0 && held.WrittenSpan[^1] == '\r' ? "\r\n"u8 : "\n"u8);
                held.ResetWrittenCount();
                break;
            case (byte)'=':
                Release(output);
                state = State.Equals;
                break;
            default:
                Release(output);
                output.Write([next]);
                break;
        }
    }

    private void Hold(byte next) => held.Write([next]);

    private void Release(IBufferWriter<byte> output)
    {
        if (held.WrittenCount > 0)
        {
            output.Write(held.WrittenSpan);
            held.ResetWrittenCount();
        }
    }
}
