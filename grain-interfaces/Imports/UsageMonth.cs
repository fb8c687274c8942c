namespace Squaremcp.Imports;

/// <summary>What a customer used in another product in one month.</summary>
[GenerateSerializer, Immutable, Alias("square.usage-month.v1")]
public sealed record UsageMonth
{
    /// <summary>yyyy-MM, UTC.</summary>
    [Id(0)] public required string Month { get; init; }

    /// <summary>At most 2,500, each day and tool once.</summary>
    [Id(1)] public required IReadOnlyList<ImportedUsage> Days { get; init; }
}

/// <summary>Calls of one day that another product counted.</summary>
[GenerateSerializer, Immutable, Alias("square.imported-usage.v1")]
public sealed record ImportedUsage
{
    /// <summary>What the tools of the Node.js product are told apart by. No tool here has a slash in its name: whatever counts against a limit or costs money leaves out what has one.</summary>
    public const string Prefix = "nodejs/";

    [Id(0)] public required DateOnly Day { get; init; }

    /// <summary>With <see cref="Prefix"/>, for example <c>nodejs/linkedin_create_post</c>.</summary>
    [Id(1)] public required string Tool { get; init; }

    [Id(2)] public required long Calls { get; init; }

    [Id(3)] public required long Failed { get; init; }
}
