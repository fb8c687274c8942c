namespace Squaremcp.Tests.Storage;

/// <summary>The process that gets killed: this test assembly, run for its one explicit test. Appends until it dies and prints each answered entry.</summary>
public sealed class CrashChild
{
    public const string Variable = "SQUAREMCP_TESTS_CRASH_FOLDER";

    public static readonly string[] Customers = ["cus_1", "cus_2", "cus_3"];

    private const int Callers = 8;

    [Fact(Explicit = true), Trait("Category", "Child")]
    public async Task Appends_until_killed()
    {
        var folder = Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} names no folder: {nameof(CrashTests)} starts this.");
        await using var database = await TestDatabase.OpenAsync(folder);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => AppendForeverAsync(database, caller)));
    }

    private static async Task AppendForeverAsync(TestDatabase database, int caller)
    {
        for (var n = caller; ; n++)
        {
            var entry = await database.Writer.AppendAsync(TestDatabase.Item(Customers[n % Customers.Length], isWrite: n % 5 == 0), CancellationToken.None);
            Console.WriteLine($"{entry.CustomerId} {entry.Seq} {entry.Hash}");
        }
    }
}
