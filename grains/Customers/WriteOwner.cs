namespace Squaremcp.Grains.Customers;

/// <summary>The process that sends writes. What it had sent when it ended is known to nobody, and is told so by whoever starts next.</summary>
public sealed record WriteOwner(string Id)
{
    public static WriteOwner New() => new(Guid.NewGuid().ToString("n"));
}
