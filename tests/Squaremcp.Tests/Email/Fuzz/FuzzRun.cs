using System.Diagnostics;
using System.Globalization;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>What one kind of input does to one parser.</summary>
/// <param name="Make">An input from nothing but the generator it is given.</param>
/// <param name="Read">Reads it to the end, on the thread it is called on; what is refused throws a <see cref="MailException"/>.</param>
/// <param name="Grows">How many octets an input leads to, where that is not its length.</param>
internal sealed record FuzzTarget(string Name, Func<Random, byte[]> Make, Action<byte[]> Read, int? Grows = null);

/// <summary>
/// Inputs by seed and round, one after the other on a thread of their own: read or refused, in time and memory bounded by their length. SQUAREMCP_FUZZ_SEED takes another seed, SQUAREMCP_FUZZ_SECONDS
/// goes on that long (shared by all runs), SQUAREMCP_FUZZ_ROUND does one round of that seed alone.
/// </summary>
internal sealed class FuzzRun(string name, FuzzTarget[] targets, int runs, ITestOutputHelper output)
{
    /// <summary>Without SQUAREMCP_FUZZ_SECONDS.</summary>
    private const int Rounds = 3_000;

    private const int MostFindings = 20;

    /// <summary>Octets any input may cost: the parsers' own limits, such as literals of 256 KiB.</summary>
    private const long Free = 6_000_000;

    private const int OfEachOctet = 300;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <summary>Far above the above: the machine may be busy with others.</summary>
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(90);

    private readonly int seed = Number("SQUAREMCP_FUZZ_SEED") ?? (Number("SQUAREMCP_FUZZ_SECONDS") is null ? 1 : Environment.TickCount & 0xffffff);
    private readonly TimeSpan patience = TimeSpan.FromSeconds((Number("SQUAREMCP_FUZZ_SECONDS") ?? 0) / (double)runs);
    private readonly Stopwatch watch = new();
    private readonly Dictionary<string, string> findings = [];
    private readonly long[] read = new long[targets.Length];
    private readonly long[] refused = new long[targets.Length];
    private volatile Tuple<int, FuzzTarget, byte[]>? now;
    private long most;

    internal async Task RunAsync()
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Work(over), maxStackSize: 1024 * 1024) { IsBackground = true, Name = $"fuzz {name}" }.Start();
        for (Tuple<int, FuzzTarget, byte[]>? seen = null; await Task.WhenAny(over.Task, Task.Delay(Hung, TestContext.Current.CancellationToken)) != over.Task; seen = now)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Assert.False(ReferenceEquals(seen, now) && now is not null, $"No end after {Hung.TotalSeconds:0} s of {Told(now!)}");
        }

        await over.Task;
        output.WriteLine($"fuzz {name}: seed {seed}, {read.Sum() + refused.Sum()} inputs in {watch.Elapsed.TotalSeconds:0} s, {most} octets allocated at most; "
            + string.Join(", ", targets.Select((target, index) => $"{target.Name} {read[index]} read and {refused[index]} refused")));
        Assert.True(findings.Count == 0, string.Join("\n\n", findings.Values));
        if (Number("SQUAREMCP_FUZZ_ROUND") is null)
        {
            Assert.All(targets.Select((target, index) => (target.Name, Read: read[index], All: read[index] + refused[index])), told => Assert.True(told.Read > told.All / 10, $"{told}: changes so coarse test nothing"));
        }
    }

    private void Work(TaskCompletionSource over)
    {
        try
        {
            watch.Start();
            var (round, last) = Number("SQUAREMCP_FUZZ_ROUND") is { } one ? (one, one) : (0, Rounds - 1);
            for (; (round <= last || watch.Elapsed < patience) && findings.Count < MostFindings; round++)
            {
                var index = round % targets.Length;
                var input = targets[index].Make(new Random(unchecked((seed * 1_000_003) + round)));
                now = Tuple.Create(round, targets[index], input);
                Judge(index, input);
            }

            over.SetResult();
        }
        catch (Exception broken)
        {
            over.SetException(broken);
        }
    }

    private void Judge(int index, byte[] input)
    {
        var target = targets[index];
        try
        {
            var (took, allocated, isRead) = Measure(target, input);
            for (var again = 0; again < 3 && took > Slow; again++)
            {
                took = TimeSpan.FromTicks(Math.Min(took.Ticks, Measure(target, input).Took.Ticks));
            }

            Find(took > Slow, $"slow {target.Name}", $"It took {took}.");
            Find(allocated > Free + ((long)OfEachOctet * (target.Grows ?? input.Length)), $"memory {target.Name}", $"It allocated {allocated} octets.");
            most = Math.Max(most, allocated);
            (isRead ? read : refused)[index]++;
        }
        catch (Exception harm)
        {
            Find(true, $"{harm.GetType()} {harm.StackTrace?.Split('\n', 2)[0]}", harm.ToString());
        }
    }

    private (TimeSpan Took, long Allocated, bool IsRead) Measure(FuzzTarget target, byte[] input)
    {
        var (from, before) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread());
        var isRead = true;
        try
        {
            target.Read(input);
        }
        catch (MailException)
        {
            isRead = false;
        }

        return (watch.Elapsed - from, GC.GetAllocatedBytesForCurrentThread() - before, isRead);
    }

    /// <summary>The first of each kind is enough.</summary>
    private void Find(bool isBad, string kind, string what)
    {
        if (isBad)
        {
            findings.TryAdd(kind, $"{what}\n{Told(now!)}");
        }
    }

    private string Told(Tuple<int, FuzzTarget, byte[]> input) =>
        $"SQUAREMCP_FUZZ_SEED={seed} SQUAREMCP_FUZZ_ROUND={input.Item1} ({input.Item2.Name}, {input.Item3.Length} octets): {Convert.ToBase64String(input.Item3.AsSpan(0, Math.Min(input.Item3.Length, 20_000)))}";

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
