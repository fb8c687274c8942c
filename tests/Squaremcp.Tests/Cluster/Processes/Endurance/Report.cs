using System.Globalization;
using System.Text;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>A line for each kill: how long it took until calls were answered as before, and what calls were told.</summary>
internal static class Report
{
    /// <summary>What a call takes at most where nothing is wrong, in milliseconds.</summary>
    internal const double Usual = 1_000;

    /// <summary>A loss is over with the first so many milliseconds in which no call begins that takes longer.</summary>
    private const double Calm = 2_000;

    internal static string Table(IReadOnlyList<Kill> kills, IReadOnlyCollection<LoadCall> calls)
    {
        var table = new StringBuilder("kill  silo   load  next ready  recovered  last >1 s  slowest  calls  >1 s  in progress  unknown  wait  cut off  failed\n");
        for (var number = 0; number < kills.Count; number++)
        {
            var (from, to) = (At(kills[number]), number + 1 < kills.Count ? At(kills[number + 1]) : double.MaxValue);
            var began = calls.Where(call => call.Answer.At >= from && call.Answer.At < to).ToList();
            var slow = began.Where(call => call.Answer.Ms > Usual).ToList();
            var underWay = calls.Where(call => call.Answer.End >= from && call.Answer.At < to).ToList();
            table.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{number + 1,4}  {kills[number].Silo,4}  {kills[number].Load,5:0.0}  {kills[number].Ready.TotalSeconds,8:0.0} s  {Recovered(from, slow),7:0.0} s  {LastSlow(from, slow),7:0.0} s  {underWay.Max(call => call.Answer.Ms) / 1000,5:0.0} s  {began.Count,5}  {slow.Count,4}  {Count(Told.InProgress),11}  {Count(Told.Unknown),7}  {Count(Told.Wait),4}  {Count(Told.CutOff),7}  {Count(Told.Failed),6}"));

            int Count(Told told) => underWay.Count(call => call.Told == told);
        }

        return table.ToString();
    }

    /// <summary>Seconds until calls were answered as usual.</summary>
    private static double Recovered(Kill kill, Kill? next, IReadOnlyCollection<LoadCall> calls) =>
        Recovered(At(kill), [.. calls.Where(call => call.Answer.At >= At(kill) && call.Answer.At < (next is null ? double.MaxValue : At(next)) && call.Answer.Ms > Usual)]);

    internal static string Line(IReadOnlyList<Kill> kills, IReadOnlyCollection<LoadCall> calls, Findings found, Books books, TokenTally x, TokenTally outlook, double seconds)
    {
        var recovered = kills.Select((kill, at) => Recovered(kill, at + 1 < kills.Count ? kills[at + 1] : null, calls)).Order().ToList();
        var took = calls.Select(call => call.Answer.Ms).Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{calls.Count} calls in {seconds:0} s ({calls.Count / seconds:0.0}/s), {kills.Count} kills; lost {found.Lost.Count}, twice {found.Twice.Count}, failed {calls.Count(call => call.Told == Told.Failed)}; {found.Writes} writes, {calls.Count(call => call.Work.Key is not null && call.Attempt > 1)} times asked about again, outcome unknown {found.Unknown} ({found.UnknownDone} of them done); told to wait {calls.Count(call => call.Told == Told.Wait)}, cut off {calls.Count(call => call.Told == Told.CutOff)}; "
            + $"refreshes X {x.Refreshes} for {x.Spent} expiries, Outlook {outlook.Refreshes} for {outlook.Spent}; connections ended {x.Over.Count + outlook.Over.Count}; "
            + $"recovered within {recovered[recovered.Count / 2]:0.0} s (median) and {recovered[^1]:0.0} s (longest); slowest call {took[^1] / 1000:0.0} s, median {took[took.Count / 2]:0} ms, 99 % {took[took.Count * 99 / 100]:0} ms; "
            + $"audit {books.Entries} entries, usage {books.Usage}, of which reads asked again {books.RepeatedReads}, entries nobody was answered {books.Unanswered}; load of the machine {kills.Min(kill => kill.Load):0.0} to {kills.Max(kill => kill.Load):0.0} on {Environment.ProcessorCount} processors");
    }

    private static double At(Kill kill) => kill.At.ToUnixTimeMilliseconds();

    private static double Recovered(double from, List<LoadCall> slow)
    {
        var until = from;
        foreach (var at in slow.Select(call => call.Answer.At).Order().TakeWhile(at => at - until < Calm))
        {
            until = at;
        }

        return (until - from) / 1000;
    }

    private static double LastSlow(double from, List<LoadCall> slow) => slow.Count == 0 ? 0 : (slow.Max(call => call.Answer.At) - from) / 1000;
}
