using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>The other end of a client's connection: answers what it is asked, or what a mutation made of that, in pieces of any length; then it is gone. Never waits.</summary>
internal sealed partial class MimicServer(Random random) : Stream
{
    private readonly Mutation mutation = new(random, ImapCorpus.Pieces);
    private readonly Queue<byte> ahead = new(Encoding.Latin1.GetBytes(ImapCorpus.Greetings[random.Next(10) == 0 ? random.Next(ImapCorpus.Greetings.Length) : 0]));
    private (string Tag, string Words)? asked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var most = Math.Min(Math.Min(ahead.Count, buffer.Length), random.Next(3) == 0 ? random.Next(1, 20) : int.MaxValue);
        for (var at = 0; at < most; at++)
        {
            buffer[at] = ahead.Dequeue();
        }

        return most;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Write(byte[] buffer, int offset, int count) => Hear(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Hear(buffer.Span);
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>A command, a piece of one up to a literal, or a literal.</summary>
    private void Hear(ReadOnlySpan<byte> said)
    {
        var text = Encoding.Latin1.GetString(said);
        if (Command().Match(text) is { Success: true } command)
        {
            asked = (command.Groups["tag"].Value, command.Groups["words"].Value);
        }

        if (text.EndsWith("}\r\n", StringComparison.Ordinal))
        {
            Say(text.EndsWith("+}\r\n", StringComparison.Ordinal) ? "" : "+ go on\r\n");
        }
        else if (asked is var (tag, words) && text.EndsWith('\n'))
        {
            asked = null;
            Say(Encoding.Latin1.GetString(mutation.Of(ImapCorpus.Answer(random, words), ImapCorpus.All[random.Next(ImapCorpus.All.Length)], random.Next(2) * 4)).Replace("{0}", tag, StringComparison.Ordinal));
        }
    }

    private void Say(string answer)
    {
        foreach (var octet in Encoding.Latin1.GetBytes(answer))
        {
            ahead.Enqueue(octet);
        }
    }

    [GeneratedRegex(@"\A(?<tag>a[0-9]+) (?<words>.*)", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Command();
}
