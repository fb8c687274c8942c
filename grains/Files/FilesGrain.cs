using Squaremcp.Files;

namespace Squaremcp.Grains.Files;

[GrainType("square-files")]
public sealed class FilesGrain(SealedFiles files) : Grain, IFilesGrain
{
    private const int MostListed = 200;
    private const int AtOnce = 100;

    private string Customer => this.GetPrimaryKeyString();

    public Task<FileList> List(string? before, int limit, CancellationToken cancellationToken) => files.ListAsync(Customer, before, Math.Clamp(limit, 1, MostListed), cancellationToken);

    public async Task Erase(CancellationToken cancellationToken)
    {
        // Hidden first: from here on nobody reads or continues one.
        await files.ExpireAllAsync(Customer, cancellationToken);
        while (await files.ExpiredAsync(Customer, AtOnce, cancellationToken) is { Count: > 0 } expired)
        {
            foreach (var file in expired)
            {
                await files.RemoveAsync(file, cancellationToken);
            }
        }
    }
}
