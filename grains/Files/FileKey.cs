namespace Squaremcp.Grains.Files;

/// <summary>Whose file it is, and which.</summary>
internal readonly record struct FileKey(string Customer, string Id)
{
    internal static FileKey Of(string grainKey) => grainKey.Split('/') is [var customer, var id]
        ? new(customer, id)
        : throw new ArgumentException($"\"{grainKey}\" is no customer and file.", nameof(grainKey));
}
