import { resolve } from 'node:path';
import type { Answer } from '../../core/contract/requests.ts';
import { LandscapeFeed } from '../../core/landscape/landscape-feed.ts';
import { mapFiles } from '../../core/jobs/map-files.ts';
import { withSuffix } from '../../core/pictures/export-files.ts';
import { readAllPaths, readBasin, readLandscape, readMembers, readPaths, readStates } from '../../core/store/read-landscape.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { writeFileWhole } from '../../core/store/write-file.ts';
import type { Handlers } from './handlers.ts';

type Viewing = 'map.landscape' | 'map.landscapeSince' | 'map.states' | 'map.basin' | 'map.members' | 'map.paths' | 'map.allPaths2d' | 'map.export';

/** One thread: a map may be running on the others. */
const pictureEngine = { engine: 'onnxruntime', device: 'cpu', threads: 1 } as const;

/** What maps hold: to look at, and as files. A running map is seen as of its last checkpoint. */
export function viewHandlers(workspace: Workspace): Pick<Handlers<'map'>, Viewing> {
  const feed = new LandscapeFeed((map, sets) => readLandscape(workspace, map, sets));
  return {
    'map.landscape': ({ map, sets }) => readLandscape(workspace, map, sets),
    'map.landscapeSince': ({ map, sets, since }) => feed.ask(map, sets, since),
    'map.states': ({ map, sets }) => readStates(workspace, map, sets),
    'map.basin': ({ map, basin, sets }) => readBasin(workspace, map, basin, sets),
    'map.members': ({ map, basin, offset, limit, sets }) => readMembers(workspace, map, basin, offset, limit, sets),
    'map.paths': ({ map, a, b }) => ({ paths: readPaths(workspace, map, a, b) }),
    'map.allPaths2d': ({ map, sets }) => ({ paths: readAllPaths(workspace, map, sets) }),
    'map.export': async ({ map, sets, format, path }): Promise<Answer<'map.export'>> => {
      const chosen = resolve(path);
      for (const { content, ...name } of await mapFiles(format, { workspace, map, sets, engine: pictureEngine })) {
        await writeFileWhole(withSuffix(chosen, name), content);
      }
      return { path: chosen };
    },
  };
}
