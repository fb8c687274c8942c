using System.Text;

namespace Squaremcp.Tests.Embedded;

/// <summary>Grain shapes the host refuses. Abstract, so that no host finds them among the real ones.</summary>
internal static class Unfit
{
    internal interface IOddGrain : IGrainWithStringKey
    {
        int Plain();

        Task Foreign(StringBuilder builder);

        Task Generic<T>(T value);

        Task Reference(ref int by);
    }

    internal abstract class OddGrain : Grain, IOddGrain
    {
        [AlwaysInterleave]
        public abstract int Plain();

        public abstract Task Foreign(StringBuilder builder);

        public abstract Task Generic<T>(T value);

        public abstract Task Reference(ref int by);
    }
}
