using Squaremcp.Doctor;

namespace Squaremcp.Grains.Doctor;

/// <summary>An attempt as it grows.</summary>
internal static class AttemptChanges
{
    private const int MostMarks = 16;
    private const int MostSources = 4;
    private const int LongestText = 160;
    private const int LongestClientId = 300;

    extension(Sighting seen)
    {
        internal Attempt Begin() => new Attempt
        {
            Id = Ids.New("att", seen.At),
            StartedAt = seen.At,
            LastAt = seen.At,
            Network = Short(seen.Network),
            Family = Short(seen.Family) ?? "",
            Hosted = Short(seen.Hosted),
        }.With(seen);
    }

    extension(Attempt attempt)
    {
        /// <summary>True where the client has done nothing that only it could do.</summary>
        internal bool OnlyLooked => attempt.Marks.All(mark => mark.Step == AttemptStep.Discover);

        internal bool MayBeOf(Sighting seen) => attempt.Hosted is not null || attempt.Sources.Contains(seen.Source) || attempt.ClientId is { } id && id.StartsWith("cli_", StringComparison.Ordinal);

        internal Attempt With(Sighting seen)
        {
            var before = attempt.Marks.FirstOrDefault(mark => mark.Finding == seen.Finding && mark.Step == seen.Step);
            var mark = new AttemptMark
            {
                Step = seen.Step,
                Finding = seen.Finding,
                Failed = seen.Failed,
                FirstAt = before?.FirstAt ?? seen.At,
                LastAt = seen.At,
                Count = Math.Min((before?.Count ?? 0) + 1, 1_000_000),
                Detail = Short(seen.Detail) ?? before?.Detail,
            };
            return attempt with
            {
                LastAt = seen.At > attempt.LastAt ? seen.At : attempt.LastAt,
                Marks = [.. attempt.Marks.Where(one => one != before).Append(mark).TakeLast(MostMarks)],
                Sources = seen.Source.Length == 0 || attempt.Sources.Contains(seen.Source) ? attempt.Sources : [.. attempt.Sources.Append(seen.Source).TakeLast(MostSources)],
                Family = attempt.Family.Length > 0 ? attempt.Family : Short(seen.Family) ?? "",
                ClientId = attempt.ClientId ?? Short(seen.ClientId, LongestClientId),
                ClientName = Short(seen.ClientName) ?? attempt.ClientName,
                Browser = seen.Browser ?? attempt.Browser,
                Code = seen.Code ?? attempt.Code,
                CustomerId = seen.CustomerId ?? attempt.CustomerId,
                GrantId = seen.GrantId ?? attempt.GrantId,
                KeyId = seen.KeyId ?? attempt.KeyId,
                Account = seen.Account ?? attempt.Account,
            };
        }

        /// <summary>What another frontend had told of the same grant before this came.</summary>
        internal Attempt With(Attempt later) => attempt with
        {
            LastAt = later.LastAt > attempt.LastAt ? later.LastAt : attempt.LastAt,
            Marks = [.. attempt.Marks.Where(mark => later.Marks.All(other => other.Finding != mark.Finding)).Concat(later.Marks).OrderBy(mark => mark.LastAt).TakeLast(MostMarks)],
            Sources = [.. attempt.Sources.Union(later.Sources).TakeLast(MostSources)],
        };
    }

    private static string? Short(string? text, int most = LongestText) => text is null || text.Length <= most ? text : text[..most];
}
