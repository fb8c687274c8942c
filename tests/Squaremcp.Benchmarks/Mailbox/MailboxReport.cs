using System.Diagnostics;

namespace Squaremcp.Benchmarks.Mailbox;

/// <summary>A large mailbox on a real Dovecot: this project's client beside imapflow, the same tasks in turn on the same server.</summary>
internal static class MailboxReport
{
    private const int PageSize = 25;
    private const int HundredthPage = 99 * PageSize;

    internal static async Task RunAsync(int messages, int times)
    {
        var root = Root();
        using var folder = new TemporaryFolder();
        var started = Stopwatch.GetTimestamp();
        new Maildir(seed: 1, messages).Write(Path.Combine(folder.Path, "mail", "bench"));
        Console.WriteLine($"{messages} messages written in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s; {Environment.ProcessorCount} cores, nothing pinned, median of {times}");
        await using var host = await MailHost.StartAsync(root, folder.Path);
        await using var ours = await OurSide.ConnectAsync(host.Port);
        await using var theirs = ImapflowSide.Start(Path.Combine(root, "tests", "clients"), host.Port);
        Console.WriteLine($"{"",-44}{"ours ms",10}{"imapflow ms",14}{"ratio",9}");
        foreach (var (what, task) in Tasks((uint)messages))
        {
            await RowAsync(what, task, [ours, theirs], times);
        }
    }

    private static IEnumerable<(string What, MailTask Task)> Tasks(uint messages) =>
    [
        ("sign in, sign out", new("login")),
        ("open the folder", new("open")),
        ("search: from", Search(new() { From = Maildir.RareSender })),
        ("search: subject", Search(new() { Subject = "invoice order" })),
        ("search: text", Search(new() { Text = Maildir.RareWord })),
        ("search: since and before", Search(new() { Since = Maildir.Day(messages / 2), Before = Maildir.Day(messages * 3 / 4) })),
        ("search: unread", Search(new() { Seen = false })),
        ($"first page, {PageSize} messages", new("page") { Limit = PageSize }),
        ($"100th page, {PageSize} messages", new("page") { Limit = PageSize, To = messages - HundredthPage }),
        ("read one message", new("read") { Uid = (messages / 2) + 1 }),
    ];

    private static MailTask Search(MailQuery query) => new("search") { Query = query };

    /// <summary>Once each to warm the server's caches and both programs, then in turn, so that neither is always the first.</summary>
    private static async Task RowAsync(string what, MailTask task, IMailSide[] sides, int times)
    {
        double[][] took = [[], []];
        for (var round = -1; round < times; round++)
        {
            var sums = new long[2];
            foreach (var side in round % 2 == 0 ? (int[])[0, 1] : [1, 0])
            {
                var timed = await sides[side].DoAsync(task);
                sums[side] = timed.Sum;
                took[side] = round < 0 ? [] : [.. took[side], timed.Ms];
            }

            if (sums[0] != sums[1] || sums[0] == 0)
            {
                throw new InvalidOperationException($"{what}: ours came to {sums[0]}, imapflow to {sums[1]}");
            }
        }

        var (ours, theirs) = (Median(took[0]), Median(took[1]));
        Console.WriteLine($"{what,-44}{ours,10:0.00}{theirs,14:0.00}{ours / theirs,8:0.00}x");
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Squaremcp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The mailbox runs from within the repository: it needs tests/dovecot and tests/clients.");
    }
}
